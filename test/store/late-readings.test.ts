import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { allOf, DAY, QUARTER, reading, START, testStore } from "../support/open-log.ts";

const NOW = { now: true } as const;

describe("late and corrected readings", () => {
	test("are told to those who have handed on their time", async () => {
		const { log } = await testStore();
		await log.append([reading(START, 1)], NOW);
		expect(await log.lastLate()).toBe(0);
		await log.writeCursor("job", START + 10 * QUARTER);
		await log.append([reading(START + QUARTER, 2), reading(START + 11 * QUARTER, 9)], NOW);
		expect(await log.late(0, 10)).toEqual([{ number: 1, reading: reading(START + QUARTER, 2) }]);
		expect(await log.correct([reading(START, 5, { quality: "substituted" })], "tester")).toBe(1);
		expect((await log.late(1, 10)).map((late) => late.reading)).toEqual([
			reading(START, 5, { quality: "substituted" }),
		]);
		expect(await log.lastLate()).toBe(2);
	});

	test("a correction stands in every query, the original stays in the file", async () => {
		const store = await testStore();
		await store.log.append([reading(START, 1.25), reading(START + 1, 2)], NOW);
		expect(await store.log.correct([reading(START, 1.5), reading(START + 7, 1)], "tester")).toBe(1);
		expect(await store.log.append([reading(START, 1.25)], NOW)).toBe(0);
		await store.log.correct([reading(START, 1.123)], "tester");
		const expected = [reading(START, 1.123), reading(START + 1, 2)];
		expect(await allOf(store.log)).toEqual(expected);
		await store.clock.advance(3 * DAY);
		await store.log.maintain();
		expect(await allOf(store.log)).toEqual(expected);
		await store.log.correct([reading(START, 4)], "other");
		await store.log.maintain();
		expect((await allOf(store.log)).map(({ value }) => value)).toEqual([4, 2]);
		await store.log.close();
		const database = new DatabaseSync(store.file);
		const rows = database.prepare("SELECT rev, by FROM superseded ORDER BY rev").all();
		database.close();
		expect(rows).toMatchObject([
			{ rev: 0, by: "tester" },
			{ rev: 1, by: "tester" },
			{ rev: 2, by: "other" },
		]);
	});

	test("a late reading is merged into its day, also when that is in a month already", async () => {
		const { log, clock } = await testStore();
		const early = Array.from({ length: 40 }, (_, index) => reading(START + index * 6 * QUARTER, index));
		await log.append(early, NOW);
		await clock.advance(50 * DAY);
		await log.maintain();
		expect(await log.append([reading(START + QUARTER, 0.5), reading(START, 77)], NOW)).toBe(1);
		const expected = [...early, reading(START + QUARTER, 0.5)].toSorted((a, b) => a.time - b.time);
		expect(await allOf(log)).toEqual(expected);
		await log.maintain();
		expect(await allOf(log)).toEqual(expected);
		expect((await log.statistics()).readings).toBe(41);
	});
});

describe("the clock", () => {
	const uncertain = (time: number, value: number) =>
		reading(time, value, { quality: "uncertain", reason: "clock-uncertain" });

	test("readings from before it was set are moved once, and none is lost", async () => {
		const { log, clock } = await testStore({ boot: "boot-1" });
		const shift = START - 1000;
		await log.append([uncertain(1000, 1), uncertain(2000, 2), reading(START + 1000, 7)], NOW);
		await clock.advance(3 * DAY);
		await log.maintain();
		expect(await log.trustClock(shift)).toBe(2);
		expect(await log.trustClock(shift)).toBe(0);
		expect(await allOf(log)).toEqual([reading(START, 1), reading(START + 1000, 7), reading(START + 1001, 2)]);
		await log.maintain();
		expect(await allOf(log)).toHaveLength(3);
	});

	test("readings of a run that never got a clock keep their mark", async () => {
		const store = await testStore({ boot: "boot-1" });
		await store.log.append([uncertain(1000, 1)], NOW);
		await store.reopen({ boot: "boot-2" });
		await store.log.append([uncertain(5000, 2)], NOW);
		expect(await store.log.trustClock(START)).toBe(1);
		expect(await allOf(store.log)).toEqual([uncertain(1000, 1), reading(START + 5000, 2)]);
	});

	test("a jump is an event", async () => {
		const { log } = await testStore();
		await log.clockJumped(START, START + 7_200_000);
		const [event] = await log.events({ from: 0, to: START + DAY });
		expect(event).toMatchObject({ type: "clockjump", before: String(START), after: String(START + 7_200_000) });
	});
});
