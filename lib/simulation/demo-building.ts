import type { Clock } from "../model/clock.ts";
import { Failure, toFailure } from "../model/failure.ts";
import { systemClock } from "../model/system-clock.ts";
import { simulateBuilding } from "./building/simulate-building.ts";
import { startTcpLine, type TcpLine } from "./tcp-line.ts";

/** Where the demo building is told how to run. */
export interface DemoBuildingOptions {
	/** `METERWAY_DEMO_PORT` (10001; another one is chosen when it is taken, and written back) and `METERWAY_DEMO_BAUD` (2400). */
	readonly environment: Record<string, string | undefined>;
	/** One line for people about where the building is. */
	log(line: string): void;
	readonly clock?: Clock;
}

/** A running demo building. */
export interface DemoBuilding {
	/** Resolves when masters can connect; null when it could not be started. */
	readonly ready: Promise<TcpLine | null>;
	close(): Promise<void>;
}

const DEFAULT_PORT = 10_001;
const DEFAULT_BAUD_RATE = 2400;

async function start({ environment, log, clock = systemClock }: DemoBuildingOptions): Promise<TcpLine> {
	const meters = simulateBuilding();
	const baudRate = Number(environment["METERWAY_DEMO_BAUD"] ?? DEFAULT_BAUD_RATE);
	const listen = (port: number) => startTcpLine({ meters, clock, baudRate, port });
	const line = await listen(Number(environment["METERWAY_DEMO_PORT"] ?? DEFAULT_PORT)).catch((error: unknown) => {
		if (error instanceof Failure && error.code === "port-in-use") return listen(0);
		throw error;
	});
	environment["METERWAY_DEMO_PORT"] = String(line.port);
	log(`Simulated building: ${meters.length} meters at tcp://127.0.0.1:${line.port}, ${baudRate} Bd`);
	return line;
}

/** Starts the simulated building behind a TCP port of this machine; what goes wrong is said in the log and ends nothing else. */
export function startDemoBuilding(options: DemoBuildingOptions): DemoBuilding {
	const ready = start(options).catch((error: unknown) => {
		options.log(`Simulated building: ${toFailure(error).code}`);
		return null;
	});
	return {
		ready,
		close: async () => {
			const line = await ready;
			await line?.close();
		},
	};
}
