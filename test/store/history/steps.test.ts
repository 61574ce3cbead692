import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../../../lib/model/failure.ts";
import type { HistoryQuery } from "../../../lib/store/history/history-query.ts";
import { neededPeriod, stepsOf } from "../../../lib/store/history/steps.ts";

const QUARTER_HOUR = 900_000;
const DAY = 86_400_000;

function query(zone: string, from: number, to: number, more: Partial<HistoryQuery> = {}): HistoryQuery {
	return { series: [], from, to, step: "PT15M", zone, aggregate: "mean", ...more };
}

describe("a local day has its own quarter hours", () => {
	test.each([
		["Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T22:00Z", 92],
		["Europe/Berlin", "2026-10-24T22:00Z", "2026-10-25T23:00Z", 100],
		["Europe/Berlin", "2027-03-27T23:00Z", "2027-03-28T22:00Z", 92],
		["America/St_Johns", "2026-03-08T03:30Z", "2026-03-09T02:30Z", 92],
		["Asia/Kathmandu", "2025-12-31T18:15Z", "2026-01-01T18:15Z", 96],
		["Australia/Lord_Howe", "2026-04-04T13:00Z", "2026-04-05T13:30Z", 98],
		["Australia/Lord_Howe", "2026-10-03T13:30Z", "2026-10-04T13:00Z", 94],
		["Africa/Cairo", "2026-04-23T22:00Z", "2026-04-24T21:00Z", 92],
		["Africa/Cairo", "2026-10-28T21:00Z", "2026-10-29T22:00Z", 100],
		["America/Havana", "2026-03-08T05:00Z", "2026-03-09T04:00Z", 92],
		["Pacific/Apia", "2011-12-29T10:00Z", "2011-12-30T10:00Z", 96],
	])("%s %s", (zone, start, end, count) => {
		const [from, to] = [Date.parse(start), Date.parse(end)];
		const day = stepsOf(query(zone, from, to, { step: "P1D" }));
		expect([...day.bounds]).toEqual([from, to]);
		const { bounds } = stepsOf(query(zone, from, to));
		expect(bounds).toHaveLength(count + 1);
		expect([bounds[0], bounds.at(-1)]).toEqual([from, to]);
	});

	test("a day that the zone left out has no step", () => {
		const around = stepsOf(
			query("Pacific/Apia", Date.parse("2011-12-28T10:00Z"), Date.parse("2012-01-01T10:00Z"), { step: "P1D" }),
		);
		expect([...around.bounds].map((time) => new Date(time).toISOString().slice(0, 10))).toEqual([
			"2011-12-28",
			"2011-12-29",
			"2011-12-30",
			"2011-12-31",
			"2012-01-01",
		]);
	});
});

/** Looks at every quarter of an hour and asks which date the clocks on the wall show. */
function lookedUp(zone: string, date: string): { readonly first: number; readonly count: number } {
	const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
	const noon = Date.parse(`${date}T12:00Z`);
	const times = Array.from({ length: 240 }, (_, index) => noon - DAY - 6 * 3_600_000 + index * QUARTER_HOUR);
	const shown = times.filter((time) => calendar.format(time) === date);
	return { first: shown[0] ?? 0, count: shown.length };
}

test("1 000 random days of all zones are as long as the clocks on the wall say", () => {
	const zones = Intl.supportedValuesOf("timeZone");
	fc.assert(
		fc.property(
			fc.constantFrom(...zones),
			fc.integer({ min: Date.UTC(2012, 0) / DAY, max: Date.UTC(2037, 11) / DAY }),
			(zone, day) => {
				const { first, count } = lookedUp(zone, new Date(day * DAY).toISOString().slice(0, 10));
				fc.pre(count > 0);
				const days = stepsOf(query(zone, first, first + 1, { step: "P1D" })).bounds;
				const quarters = stepsOf(query(zone, first, first + count * QUARTER_HOUR)).bounds;
				expect([...days]).toEqual([first, first + count * QUARTER_HOUR]);
				expect([...quarters]).toEqual(Array.from({ length: count + 1 }, (_, index) => first + index * QUARTER_HOUR));
			},
		),
		{ numRuns: 1000 },
	);
}, 20_000);

test("months and years follow the calendar of the zone", () => {
	const { bounds } = stepsOf(
		query("Europe/Berlin", Date.parse("2026-01-15T00:00Z"), Date.parse("2026-05-01T00:00Z"), { step: "P1M" }),
	);
	expect([...bounds].map((time) => new Date(time).toISOString().slice(0, 13))).toEqual([
		"2025-12-31T23",
		"2026-01-31T23",
		"2026-02-28T23",
		"2026-03-31T22",
		"2026-04-30T22",
		"2026-05-31T22",
	]);
});

test("a consumption needs the readings around its boundaries", () => {
	const [from, to] = [Date.parse("2026-01-01T00:00Z"), Date.parse("2026-01-02T00:00Z")];
	const delta = { aggregate: "delta" } as const;
	expect(neededPeriod(query("Etc/UTC", from, to, delta))).toEqual({ from: from - 300_000, to: to + 300_001 });
	const interpolated = neededPeriod(query("Etc/UTC", from, to, { ...delta, boundary: "interpolate" }));
	expect(interpolated).toEqual({ from: from - 2 * QUARTER_HOUR, to: to + 2 * QUARTER_HOUR + 1 });
	expect(neededPeriod(query("Etc/UTC", from, to, { ...delta, windowMs: 7 })).from).toBe(from - 7);
	expect(neededPeriod(query("Etc/UTC", from, to, { step: "raw" }))).toEqual({ from, to });
});

test("a statistic needs what holds when its first step begins", () => {
	const [from, to] = [Date.parse("2026-01-01T00:00Z"), Date.parse("2026-01-02T00:00Z")];
	expect(neededPeriod(query("Etc/UTC", from, to))).toEqual({ from: from - 2 * QUARTER_HOUR, to });
	expect(neededPeriod(query("Etc/UTC", from, to, { step: "P1M" })).from).toBe(from - DAY);
});

test.each([
	["a step that is none", { step: "PT0S" }, "schedule"],
	["a zone that is none", { zone: "Mars/Olympus" }, "time-zone"],
	["more than a million steps", { step: "PT1S", to: 2e12 }, "input"],
] as const)("%s is a failure", (_, more, code) => {
	expect(() => stepsOf(query("Etc/UTC", 0, DAY, more))).toThrowError(expect.objectContaining({ code }));
	expect(() => stepsOf(query("Etc/UTC", 0, DAY, more))).toThrowError(Failure);
});
