import { MbusLine } from "../../../lib/masters/mbus/line.ts";
import type { LineOptions } from "../../../lib/masters/mbus/line-options.ts";
import { type BusOptions, TestBus } from "./test-bus.ts";
import { type SlaveOptions, TestSlave } from "./test-slave.ts";

/** A line on a scripted bus with meters on it. */
export interface Rig {
	readonly bus: TestBus;
	readonly line: MbusLine;
	/** Runs simulated time until the promise is settled. */
	run<T>(promise: Promise<T>): Promise<T>;
	add(options: SlaveOptions): TestSlave;
}

export const LATENCY_MS = 20;

export function rig(options: Partial<LineOptions> = {}, busOptions: BusOptions = {}): Rig {
	const bus = new TestBus(busOptions);
	const baudRate = busOptions.baudRate ?? 2400;
	const line = new MbusLine({ link: bus.link, clock: bus.clock, latencyMs: LATENCY_MS, baudRate, ...options });
	line.open();
	return {
		bus,
		line,
		run: (promise) => bus.clock.runUntil(promise),
		add: (slave) => {
			const added = new TestSlave(slave);
			bus.slaves.push(added);
			return added;
		},
	};
}

/** Milliseconds until a request of this length without an answer is given up. */
export function silentMs(requestBytes: number, baudRate = 2400, latencyMs = LATENCY_MS): number {
	return ((requestBytes * 11 + 341) * 1000) / baudRate + 50 + latencyMs;
}
