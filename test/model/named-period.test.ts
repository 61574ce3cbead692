import { describe, expect, test } from "vitest";
import { type NAMED_PERIODS, namedPeriod } from "../../lib/model/named-period.ts";
import { Zone } from "../../lib/model/zone.ts";

const zone = new Zone("Europe/Berlin");
/** Wednesday, the first day after the change to summer time that is no Sunday or Monday. */
const now = Date.UTC(2026, 3, 1, 10, 30);
const period = (name: (typeof NAMED_PERIODS)[number], count = 1) =>
	Object.values(namedPeriod(name, { now, zone, count })).map((time) => new Date(time).toISOString().slice(0, 16));

describe("namedPeriod", () => {
	test.each([
		["hours", 3, "2026-04-01T07:30", "2026-04-01T10:30"],
		["days", 1, "2026-03-31T22:00", "2026-04-01T10:30"],
		["days", 4, "2026-03-28T23:00", "2026-04-01T10:30"],
		["today", 1, "2026-03-31T22:00", "2026-04-01T22:00"],
		["yesterday", 1, "2026-03-30T22:00", "2026-03-31T22:00"],
		["week", 1, "2026-03-29T22:00", "2026-04-05T22:00"],
		["last-week", 1, "2026-03-22T23:00", "2026-03-29T22:00"],
		["month", 1, "2026-03-31T22:00", "2026-04-30T22:00"],
		["last-month", 1, "2026-02-28T23:00", "2026-03-31T22:00"],
		["year", 1, "2025-12-31T23:00", "2026-12-31T23:00"],
		["last-year", 1, "2024-12-31T23:00", "2025-12-31T23:00"],
	] as const)("%s (%i) runs from %s to %s", (name, count, from, to) => {
		expect(period(name, count)).toEqual([from, to]);
	});
});
