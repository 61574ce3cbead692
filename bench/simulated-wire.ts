import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MbusLine } from "../lib/masters/mbus/line.ts";
import type { LineOptions as MasterOptions } from "../lib/masters/mbus/line-options.ts";
import type { ByteLink } from "../lib/model/byte-link.ts";
import { systemClock as clock } from "../lib/model/system-clock.ts";
import { type LineOptions, simulateLine } from "../lib/simulation/simulate-line.ts";
import type { SimulatedMeter } from "../lib/simulation/simulated-meter.ts";
import { startTcpLine } from "../lib/simulation/tcp-line.ts";
import { serialLink } from "../lib/transports/serial-link.ts";
import { tcpLink } from "../lib/transports/tcp-link.ts";

/** Every bus here runs at this rate. */
export const BAUD_RATE = 2400;
/** Milliseconds of one bit. */
export const BIT_MS = 1000 / BAUD_RATE;

/** A simulated, paced line on real sockets and a master at its other end. */
export interface Wire {
	readonly master: MbusLine;
	close(): Promise<void>;
}

/** True where the Debian package `socat` is installed. */
export const SOCAT = spawnSync("socat", ["-V"]).status === 0;

/** The line behind a TCP port. */
export async function tcpWire(meters: readonly SimulatedMeter[], options: Partial<MasterOptions> = {}): Promise<Wire> {
	const { port, close } = await startTcpLine({ ...simulation(meters), port: 0 });
	const master = await opened(tcpLink({ host: "127.0.0.1", port, clock }), options);
	return {
		master,
		close: async () => {
			await master.close();
			await close();
		},
	};
}

/** The line behind a pair of pseudo terminals. */
export async function serialWire(
	meters: readonly SimulatedMeter[],
	options: Partial<MasterOptions> = {},
): Promise<Wire> {
	const directory = mkdtempSync(join(tmpdir(), "meterway-bench-"));
	const paths = [join(directory, "master"), join(directory, "line")] as const;
	const child: ChildProcess = spawn(
		"socat",
		paths.map((path) => `pty,raw,echo=0,link=${path}`),
	);
	while (!paths.every((path) => existsSync(path))) await clock.sleep(10);
	const line = simulateLine(simulation(meters));
	const far = serialLink({ path: paths[1], baudRate: BAUD_RATE, parity: "none", clock });
	line.attach(far);
	const master = await opened(serialLink({ path: paths[0], baudRate: BAUD_RATE, parity: "none", clock }), options);
	return {
		master,
		close: async () => {
			await master.close();
			line.close();
			await far.close();
			child.kill();
			rmSync(directory, { recursive: true, force: true });
		},
	};
}

function simulation(meters: readonly SimulatedMeter[]): LineOptions {
	return { meters, clock, baudRate: BAUD_RATE };
}

async function opened(link: ByteLink, options: Partial<MasterOptions>): Promise<MbusLine> {
	const master = new MbusLine({ link, clock, baudRate: BAUD_RATE, ...options });
	master.open();
	while (master.state !== "open") await clock.sleep(5);
	return master;
}
