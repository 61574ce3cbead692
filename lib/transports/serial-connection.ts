import type { SerialPort } from "serialport";
import { Failure } from "../model/failure.ts";
import type { Connection, ConnectionEvents } from "./kept-link.ts";
import { serialFailure } from "./serial-failure.ts";

/** How a port is opened: always 8 data bits and 1 stop bit (EN 13757-2, 4.2). */
export interface SerialSettings {
	readonly path: string;
	readonly baudRate: number;
	readonly parity: "even" | "none";
}

/** A serial connection can also change its speed. */
export interface SerialConnection extends Connection {
	setBaudRate(baudRate: number): Promise<void>;
}

/** The package is loaded when the first port is opened, so that a machine without the native part still runs. */
async function createPort({ path, baudRate, parity }: SerialSettings): Promise<SerialPort> {
	const { SerialPort: Port } = await import("serialport");
	return new Port({ path, baudRate, parity, dataBits: 8, stopBits: 1, autoOpen: false });
}

function opened(port: SerialPort): Promise<void> {
	return new Promise((resolve, reject) => {
		port.open((error) => (error === null ? resolve() : reject(error)));
	});
}

function closed(port: SerialPort): Promise<void> {
	return new Promise((resolve) => {
		if (port.isOpen) port.close(() => resolve());
		else if (port.closing) port.once("close", () => resolve()).once("error", () => resolve());
		else resolve();
	});
}

/** Opens a port; what goes wrong is told as `port-missing`, `port-denied`, `port-in-use`, `port-setting` or `link-down`. */
export function serialConnection(settings: SerialSettings, events: ConnectionEvents): SerialConnection {
	const { path, parity } = settings;
	let port: SerialPort | null = null;
	const fail = (error: unknown) => events.lost(serialFailure(path, error, parity));
	const down = (reason: string) => events.lost(new Failure("link-down", { link: path, reason }));
	const start = async () => {
		port = await createPort(settings);
		port.on("error", fail);
		port.on("end", () => down("end"));
		port.on("close", () => down("close"));
		port.on("data", (chunk: Uint8Array) => events.bytes(chunk));
		await opened(port);
	};
	const started = start().then(() => events.opened(), fail);
	return {
		send: (bytes, done) => {
			port?.write(Buffer.from(bytes), undefined, done);
		},
		close: async () => {
			await started;
			if (port !== null) await closed(port);
		},
		setBaudRate: (baudRate) =>
			new Promise((resolve, reject) => {
				port?.update({ baudRate }, (error) => {
					if (error === null) resolve();
					else reject(serialFailure(path, error, parity));
				});
			}),
	};
}
