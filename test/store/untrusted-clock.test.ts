import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";

let directory = "";
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "meterway-untrusted-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const BOOT = Date.UTC(1970, 0, 1, 0, 5);
const SHIFT = Date.UTC(2026, 5, 1) - BOOT;

function readingAt(time: number, properties: Partial<Reading> = {}): Reading {
	const energy = { device: "a", datapoint: "energy", quantity: "energy", unit: "kWh", value: 5 } as const;
	return { ...energy, time, quality: "good", ...properties };
}

async function all(log: ReadingLog): Promise<Reading[]> {
	const readings: Reading[] = [];
	for await (const reading of log.query({ from: 0, to: Number.MAX_SAFE_INTEGER })) readings.push(reading);
	return readings;
}

test("what is kept before the clock is right says so, and moves once when it is", async () => {
	const clock = new SimulatedClock(BOOT);
	clock.state = "untrusted";
	const { log } = await openReadingLog(join(directory, "readings.db"), { clock, boot: "one" });
	const memory = readingAt(Date.UTC(2026, 4, 1), { quality: "backfilled" });
	const estimated = readingAt(BOOT, { datapoint: "volume", quality: "estimated" });
	await log.append([readingAt(BOOT), estimated, memory], { now: true });
	expect(await all(log)).toMatchObject([
		{ time: BOOT, quality: "uncertain", reason: "clock-uncertain" },
		{ time: BOOT, quality: "estimated" },
		{ time: memory.time, quality: "backfilled" },
	]);
	clock.state = "synced";
	expect(await log.trustClock(SHIFT)).toBe(2);
	expect(await log.trustClock(SHIFT)).toBe(0);
	await log.append([readingAt(BOOT + SHIFT + 1000)], { now: true });
	expect(await all(log)).toMatchObject([
		{ time: memory.time, quality: "backfilled" },
		{ time: BOOT + SHIFT, quality: "good" },
		{ time: BOOT + SHIFT, quality: "estimated" },
		{ time: BOOT + SHIFT + 1000, quality: "good" },
	]);
	await log.close();
});
