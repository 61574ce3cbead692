import { existsSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { seededRandom } from "../../lib/simulation/seeded-random.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";
import { allOf, DAY, reading, START, temporaryDirectory, testStore } from "../support/open-log.ts";
import { missingForMedium, mountMedium, type SmallMedium } from "../support/small-medium.ts";

const NOW = { now: true } as const;
const MEGABYTE = 1_048_576;
const missing = missingForMedium();
const skipped = missing === null ? "" : ` (needs ${missing})`;
const random = seededRandom(3);

function medium(bytes: number): SmallMedium {
	const mounted = mountMedium(bytes);
	if (mounted === null) throw new Error("no medium");
	onTestFinished(() => mounted.unmount());
	return mounted;
}

/** A day of readings that do not compress. */
function dayOf(day: number, perDay = 960): Reading[] {
	return Array.from({ length: perDay }, (_, index) =>
		reading(START + day * DAY + (index * DAY) / perDay, Math.floor(random() * 1e9), {
			...{ datapoint: "power", quantity: "power", unit: "W" },
		}),
	);
}

function fill(directory: string): string {
	const { bavail, bsize } = statfsSync(directory);
	const path = join(directory, "other-things");
	try {
		writeFileSync(path, Buffer.alloc(bavail * bsize + bsize, 1));
	} catch (error) {
		// That is what is wanted: not a byte is left.
		if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
	}
	return path;
}

async function expectSums(log: ReadingLog, sent: number): Promise<void> {
	const { readings, deletedReadings } = await log.statistics();
	expect(readings + deletedReadings).toBe(sent);
	expect(await allOf(log)).toHaveLength(readings);
}

describe("a quota", () => {
	test("is kept while the oldest days go and the newest readings stay", async () => {
		const quotaBytes = 600_000;
		const { log, clock, reopen } = await testStore({ quotaBytes });
		for (let day = 0; day < 60; day += 1) {
			expect(await log.append(dayOf(day), NOW)).toBe(960);
			await clock.advance(DAY);
			await log.maintain();
		}
		await expectSums(log, 60 * 960);
		const { fileBytes, deletedReadings, readings, trouble } = await log.statistics();
		expect(fileBytes).toBeLessThanOrEqual(quotaBytes);
		expect(trouble).toBeNull();
		const kept = await allOf(log);
		// Whole days, without a gap to the newest.
		expect(deletedReadings % 960).toBe(0);
		expect(readings).toBeGreaterThan(960 * 20);
		expect(kept[0]?.time).toBe(START + (deletedReadings / 960) * DAY);
		expect(kept.at(-1)?.time).toBe(START + 60 * DAY - DAY / 960);
		const again = await reopen();
		await expectSums(again, 60 * 960);
	});

	test("is met in the middle of a day as well", async () => {
		const { log, clock } = await testStore({ quotaBytes: 400_000 });
		let sent = 0;
		for (let day = 0; day < 20; day += 1) {
			sent += await log.append(dayOf(day, 2400), NOW);
			await clock.advance(DAY);
		}
		expect(sent).toBe(20 * 2400);
		const kept = await allOf(log);
		expect(kept.at(-1)?.time).toBe(START + 20 * DAY - DAY / 2400);
		await expectSums(log, sent);
	});

	test("that cannot hold a single day is a failure, and what is there stays readable", async () => {
		const { log } = await testStore({ quotaBytes: 300_000 });
		let sent = 0;
		const filling = async () => {
			for (let part = 0; part < 60; part += 1) {
				const readings = dayOf(0, 1000).map((one, index) => ({ ...one, time: START + part * 1000 + index }));
				sent += await log.append(readings, NOW);
			}
		};
		await expect(filling()).rejects.toMatchObject({ code: "store-quota" });
		expect(sent).toBeGreaterThan(1000);
		expect(await allOf(log)).toHaveLength(sent);
	});
});

describe.skipIf(missing !== null)(`a full medium${skipped}`, () => {
	test("makes the oldest go, for as long as it is full", async () => {
		const { directory } = medium(32 * MEGABYTE);
		const { log, clock } = await testStore({}, join(directory, "readings.db"));
		for (let day = 0; day < 10; day += 1) {
			await log.append(dayOf(day, 2400), NOW);
			await clock.advance(DAY);
			await log.maintain();
		}
		const other = fill(directory);
		let sent = 10 * 2400;
		for (let day = 10; day < 30; day += 1) {
			sent += await log.append(dayOf(day, 2400), NOW);
			await clock.advance(DAY);
			await log.maintain();
		}
		expect(sent).toBe(30 * 2400);
		const kept = await allOf(log);
		expect(kept.at(-1)?.time).toBe(START + 30 * DAY - DAY / 2400);
		await expectSums(log, sent);
		rmSync(other);
		await log.append(dayOf(30), NOW);
		await expectSums(log, sent + 960);
	});

	test("without anything old in it is a failure; as soon as there is room everything goes on", async () => {
		const { directory } = medium(4 * MEGABYTE);
		const { log } = await testStore({}, join(directory, "readings.db"));
		await log.append([reading(START, 1)], NOW);
		const other = fill(directory);
		const many = dayOf(0, 20_000).map((one) => ({ ...one, time: one.time + 1 }));
		await expect(log.append(many, NOW)).rejects.toMatchObject({ code: "file-full" });
		const before = (await allOf(log)).length;
		expect(before).toBeLessThan(20_001);
		rmSync(other);
		await log.append(many, NOW);
		expect(await allOf(log)).toHaveLength(20_001);
	});

	test("gives up its ballast first, and gets a new one later", async () => {
		const { directory } = medium(160 * MEGABYTE);
		const file = join(directory, "readings.db");
		const { log, clock } = await testStore({}, file);
		await log.append(dayOf(0), NOW);
		await log.maintain();
		expect(existsSync(`${file}.ballast`)).toBe(true);
		const other = fill(directory);
		for (let day = 0; day < 4; day += 1) {
			await log.append(dayOf(day, 5000), NOW);
			await clock.advance(DAY);
		}
		expect(existsSync(`${file}.ballast`)).toBe(false);
		rmSync(other);
		await log.maintain();
		expect(existsSync(`${file}.ballast`)).toBe(true);
	});

	test.each([4, 160])("of %i MB is opened where there was room for a ballast", async (megabytes) => {
		const { directory } = medium(megabytes * MEGABYTE);
		const file = join(directory, "readings.db");
		const store = await testStore({}, file);
		await store.log.append(dayOf(0), NOW);
		await store.log.maintain();
		await store.log.close();
		const other = fill(directory);
		const hasBallast = existsSync(`${file}.ballast`);
		if (!hasBallast) {
			await expect(openReadingLog(file, { clock: store.clock })).rejects.toMatchObject({ code: "file-full" });
			rmSync(other);
		}
		const { log, damaged } = await openReadingLog(file, { clock: store.clock });
		expect(damaged).toBeNull();
		expect(await allOf(log)).toHaveLength(960);
		expect(await log.append(dayOf(1), NOW)).toBe(960);
		await log.close();
	});

	test("saves the newest of a damaged file where there is no room for all", async () => {
		const { directory } = medium(8 * MEGABYTE);
		const file = join(directory, "readings.db");
		writeFileSync(file, Buffer.alloc(7 * MEGABYTE, "no database "));
		fill(directory);
		const opening = openReadingLog(file, { clock: new SimulatedClock(START) });
		const outcome = await opening.then(
			async ({ log, damaged }) => {
				await log.close();
				return damaged;
			},
			(error: unknown) => error,
		);
		if (typeof outcome === "string") expect(outcome).toContain("damaged-");
		else expect(outcome).toMatchObject({ code: "file-full" });
		expect(readdirSync(directory).some((name) => name.startsWith("readings.db"))).toBe(true);
	});
});

describe.skipIf(missing !== null)(`a write-protected medium${skipped}`, () => {
	test("is a failure of its own, before and after the file was opened", async () => {
		const { directory, writable } = medium(8 * MEGABYTE);
		const file = join(directory, "readings.db");
		writable(false);
		const clock = new SimulatedClock(START);
		await expect(openReadingLog(file, { clock })).rejects.toMatchObject({ code: "store-read-only" });
		writable(true);
		const { log } = await openReadingLog(file, { clock });
		await log.append([reading(START, 1)], NOW);
		await log.close();
		writable(false);
		await expect(openReadingLog(file, { clock })).rejects.toMatchObject({ code: "store-read-only" });
		writable(true);
		const again = await openReadingLog(file, { clock });
		expect(await allOf(again.log)).toHaveLength(1);
		await again.log.close();
	});
});

test("a path in a directory that does not exist is a failure", async () => {
	const file = join(temporaryDirectory(), "missing", "readings.db");
	await expect(openReadingLog(file, { clock: new SimulatedClock(START) })).rejects.toMatchObject({
		code: "file-denied",
	});
});
