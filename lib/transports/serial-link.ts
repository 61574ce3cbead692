import type { ByteLink } from "../model/byte-link.ts";
import { type KeepOptions, KeptLink } from "./kept-link.ts";
import { type SerialConnection, type SerialSettings, serialConnection } from "./serial-connection.ts";

/** Which port, and how; parity is even unless told (EN 13757-2: 8E1). */
export interface SerialLinkOptions extends KeepOptions {
	/** `/dev/ttyUSB0`, better `/dev/serial/by-id/…`. */
	readonly path: string;
	readonly baudRate: number;
	/** Pseudo terminals refuse a parity bit: `none` for them. */
	readonly parity?: "even" | "none";
}

class SerialLink extends KeptLink<SerialConnection> {
	readonly #settings: { -readonly [K in keyof SerialSettings]: SerialSettings[K] };

	constructor(options: SerialLinkOptions) {
		const settings = { path: options.path, baudRate: options.baudRate, parity: options.parity ?? "even" };
		super(options.path, (events) => serialConnection(settings, events), options);
		this.#settings = settings;
	}

	/** Changes the speed at once and for later openings; the last write must have been answered before. Throws Failure `port-setting`. */
	async setBaudRate(baudRate: number): Promise<void> {
		await this.connection?.setBaudRate(baudRate);
		this.#settings.baudRate = baudRate;
	}
}

/** A serial port that opens for ever: pulled out and plugged in again, it goes on. */
export function serialLink(options: SerialLinkOptions): ByteLink & Required<Pick<ByteLink, "setBaudRate">> {
	return new SerialLink(options);
}
