import { expect, test } from "vitest";
import type { Reading } from "../../../lib/model/reading.ts";
import type { WorkerReadingLog } from "../../../lib/store/engine/worker-reading-log.ts";
import { allOf, DAY, QUARTER, reading, START, testStore } from "../../support/open-log.ts";

const NOW = { now: true } as const;
const uncertain = { quality: "uncertain", reason: "clock-uncertain" } as const;

test("thousands of readings move by an hour in either direction, with the device's own time", async () => {
	for (const shift of [3_600_000, -3_600_000, 0]) {
		const { log, clock } = await testStore({ boot: "boot" });
		const draft = (index: number): Reading =>
			reading(START + DAY + index * 600, index, { device: `d${index % 3}`, deviceTime: START + index * 1000 });
		const readings = Array.from({ length: 7000 }, (_, index) => ({ ...draft(index), ...uncertain }));
		await log.append(readings, NOW);
		await clock.advance(4 * DAY);
		await log.maintain();
		expect(await log.trustClock(shift)).toBe(readings.length);
		const moved = readings.map((_, index) => ({ ...draft(index), time: draft(index).time + shift }));
		expect(await allOf(log)).toEqual(moved);
		await log.maintain();
		expect(await allOf(log)).toEqual(moved);
	}
});

test("readings that move into a time that was handed on are late", async () => {
	const { log } = await testStore({ boot: "boot" });
	await log.append([reading(START + QUARTER, 1, uncertain)], NOW);
	await log.writeCursor("job", START + DAY);
	expect(await log.trustClock(QUARTER)).toBe(1);
	expect(await log.late(0, 9)).toEqual([{ number: 1, reading: reading(START + 2 * QUARTER, 1) }]);
});

test("late readings that were deleted since do not hide the others", async () => {
	const { log } = await testStore();
	await log.append([reading(START + DAY, 0)], NOW);
	await log.writeCursor("job", START + DAY);
	const late = Array.from({ length: 30 }, (_, index) => reading(START + index * QUARTER, index));
	await log.append(late, NOW);
	await log.prune(START + 25 * QUARTER);
	const found = await log.late(0, 3);
	expect(found.map(({ number, reading: { value } }) => [number, value])).toEqual([
		[26, 25],
		[27, 26],
		[28, 27],
	]);
	expect(await log.late(28, 10)).toHaveLength(2);
});

test("a copy is complete, and readings go on coming while it is made", async () => {
	const store = await testStore();
	await store.log.append(
		Array.from({ length: 20_000 }, (_, index) => reading(START + index * 1000, index)),
		NOW,
	);
	const path = `${store.file}.copy`;
	const copying = store.log.copyTo(path);
	await store.log.append([reading(START - 1, 7)], NOW);
	await copying;
	const copy = await testStore({}, path);
	expect((await allOf(copy.log)).length).toBeGreaterThanOrEqual(20_000);
	await store.log.copyTo(path);
});

test("closing under load keeps everything that was acknowledged, and says so of what was not", async () => {
	const store = await testStore();
	const waves = Array.from({ length: 40 }, (_, wave) =>
		store.log.append(Array.from({ length: 3000 }, (_, index) => reading(START + wave * 3000 + index, index))),
	);
	const settled = Promise.allSettled(waves);
	await store.reopen();
	const results = await settled;
	const kept = (await store.log.statistics()).readings;
	const acknowledged = results.reduce((sum, one) => sum + (one.status === "fulfilled" ? one.value : 0), 0);
	expect(kept).toBeGreaterThanOrEqual(acknowledged);
	expect(acknowledged).toBeGreaterThanOrEqual(50_000);
	for (const one of results) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "store-failed" });
});

test("a worker that dies again and again is replaced each time", async () => {
	const { log } = await testStore();
	for (let death = 0; death < 6; death += 1) {
		const kept = log.append([reading(START + death, death)], NOW);
		await (log as WorkerReadingLog).crash();
		expect(await kept).toBeLessThanOrEqual(1);
	}
	expect(await allOf(log)).toHaveLength(6);
});
