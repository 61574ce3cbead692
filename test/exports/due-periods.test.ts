import { expect, test } from "vitest";
import { duePeriods, wholeDay } from "../../lib/exports/due-periods.ts";
import type { Schedule } from "../../lib/model/schedule.ts";
import { parseSchedule } from "../../lib/site/schedule.ts";

function runs(schedule: Schedule, from: string, to: string): string[] {
	const times: string[] = [];
	let time: number | null = schedule.next(Date.parse(from) - 1);
	while (time !== null && time < Date.parse(to)) {
		times.push(`${new Date(time).toISOString().slice(0, 16)}Z`);
		time = schedule.next(time);
	}
	return times;
}

test.each([
	["*/15 * * * *", 900_000],
	["PT15M", 900_000],
	["0 * * * *", 3_600_000],
	["PT1H", 3_600_000],
])("%s keeps its step over both changes of the clock", (text, step) => {
	const schedule = parseSchedule(text, "Europe/Berlin");
	for (const [from, to, hours] of [
		["2026-03-28T23:00Z", "2026-03-29T22:00Z", 23],
		["2026-10-24T22:00Z", "2026-10-25T23:00Z", 25],
	] as const) {
		const times = runs(schedule, from, to).map((time) => Date.parse(time));
		expect(times).toHaveLength((hours * 3_600_000) / step);
		expect(new Set(times.slice(1).map((time, index) => time - (times[index] ?? 0)))).toEqual(new Set([step]));
	}
});

test("a nightly run comes at three in spring and once in autumn", () => {
	const schedule = parseSchedule("0 30 2 * * *", "Europe/Berlin");
	expect(runs(schedule, "2026-03-28T23:00Z", "2026-03-29T22:00Z")).toEqual(["2026-03-29T01:00Z"]);
	expect(runs(schedule, "2026-10-24T22:00Z", "2026-10-25T23:00Z")).toHaveLength(1);
});

test("the last day of the month and whole months are schedules too", () => {
	expect(runs(parseSchedule("0 0 L * *", "UTC"), "2026-02-01T00:00Z", "2026-04-01T00:00Z")).toEqual([
		"2026-02-28T00:00Z",
		"2026-03-31T00:00Z",
	]);
	expect(runs(parseSchedule("P1M", "Europe/Berlin"), "2026-03-01T00:00Z", "2026-05-01T00:00Z")).toEqual([
		"2026-03-31T22:00Z",
		"2026-04-30T22:00Z",
	]);
});

test.each(["*/15 * * * *", "PT15M"])("the previous time of %s is the last one that is not later", (text) => {
	const schedule = parseSchedule(text, "UTC");
	const boundary = Date.parse("2026-01-01T00:15Z");
	expect(schedule.previous(boundary)).toBe(boundary);
	expect(schedule.previous(boundary + 999)).toBe(boundary);
	expect(schedule.previous(boundary - 1)).toBe(boundary - 900_000);
	expect(schedule.next(boundary)).toBe(boundary + 900_000);
});

test("seven days offline are caught up, every period once and in order", () => {
	const schedule = parseSchedule("PT15M", "Europe/Berlin");
	const start = Date.parse("2026-10-20T00:00Z");
	const now = start + 7 * 86_400_000 + 1234;
	const periods = duePeriods({ schedule, watermark: start, now });
	expect(periods).toHaveLength(672);
	expect(periods[0]?.from).toBe(start);
	expect(periods.at(-1)?.to).toBe(start + 7 * 86_400_000);
	for (const [index, { from }] of periods.slice(1).entries()) expect(from).toBe(periods[index]?.to);
	expect(duePeriods({ schedule, watermark: start, now, limit: 10 })).toHaveLength(10);
	expect(duePeriods({ schedule, watermark: now - 1234, now })).toEqual([]);
});

test("the first run takes the last full period", () => {
	const schedule = parseSchedule("0 * * * *", "UTC");
	const now = Date.parse("2026-01-01T05:20Z");
	expect(duePeriods({ schedule, watermark: null, now })).toEqual([
		{ from: Date.parse("2026-01-01T04:00Z"), to: Date.parse("2026-01-01T05:00Z") },
	]);
});

test("a watermark between two boundaries ends at the next one", () => {
	const schedule = parseSchedule("PT1H", "UTC");
	expect(duePeriods({ schedule, watermark: 1_800_000, now: 3_600_000 })).toEqual([{ from: 1_800_000, to: 3_600_000 }]);
});

test("a whole day starts at local midnight, also for its last run", () => {
	const to = Date.parse("2026-10-25T23:00Z");
	expect(wholeDay({ from: to - 1, to }, "Europe/Berlin")).toEqual({ from: Date.parse("2026-10-24T22:00Z"), to });
});

test.each(["", "x", "* * *", "PT25H", "99 * * * *"])("%j is no schedule", (text) => {
	expect(() => parseSchedule(text, "UTC")).toThrow(expect.objectContaining({ code: "schedule" }));
});
