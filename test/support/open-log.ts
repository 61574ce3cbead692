import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import type { ReadingLog, ReadingQuery, StoreOptions } from "../../lib/store/reading-log.ts";

/** UTC ms at which simulated stores begin. */
export const START = Date.UTC(2026, 0, 1);
export const DAY = 86_400_000;
export const QUARTER = 900_000;

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), "meterway-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	return directory;
}

/** A store in a file, which can be opened again. */
export interface TestStore {
	readonly file: string;
	readonly clock: SimulatedClock;
	log: ReadingLog;
	/** Closes the log and opens its file anew. */
	reopen(options?: StoreOptions): Promise<ReadingLog>;
}

/** Opens a store of its own for a test. */
export async function testStore(
	options: StoreOptions = {},
	file = join(temporaryDirectory(), "readings.db"),
): Promise<TestStore> {
	const clock = new SimulatedClock(START);
	const store: TestStore = {
		file,
		clock,
		log: (await openReadingLog(file, { clock, ...options })).log,
		reopen: async (changed = options) => {
			await store.log.close();
			store.log = (await openReadingLog(file, { clock, ...changed })).log;
			return store.log;
		},
	};
	onTestFinished(() => store.log.close());
	return store;
}

/** An energy reading. */
export function reading(time: number, value: Reading["value"], more: Partial<Reading> = {}): Reading {
	return { device: "d", datapoint: "energy", quantity: "energy", unit: "Wh", value, time, quality: "good", ...more };
}

/** Everything that a query finds. */
export async function allOf(log: ReadingLog, query: Partial<ReadingQuery> = {}): Promise<Reading[]> {
	const readings: Reading[] = [];
	for await (const one of log.query({ from: 0, to: Number.MAX_SAFE_INTEGER, ...query })) readings.push(one);
	return readings;
}
