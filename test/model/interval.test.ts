import { expect, test } from "vitest";
import { Grid, parseInterval } from "../../lib/model/interval.ts";
import { Zone } from "../../lib/model/zone.ts";

function slots(interval: string, zone: string, from: string, to: string): number {
	const grid = new Grid(parseInterval(interval), new Zone(zone));
	let count = 0;
	for (let time = Date.parse(from); time < Date.parse(to); time = grid.next(time)) count += 1;
	return count;
}

test.each([
	["PT15M", "Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T22:00Z", 92],
	["PT15M", "Europe/Berlin", "2026-10-24T22:00Z", "2026-10-25T23:00Z", 100],
	["PT1H", "Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T22:00Z", 23],
	["PT1H", "Europe/Berlin", "2026-10-24T22:00Z", "2026-10-25T23:00Z", 25],
	["P1D", "Europe/Berlin", "2025-12-31T23:00Z", "2026-12-31T23:00Z", 365],
	["P1M", "Europe/Berlin", "2025-12-31T23:00Z", "2026-12-31T23:00Z", 12],
	["P3M", "Asia/Kathmandu", "2025-12-31T18:15Z", "2026-12-31T18:15Z", 4],
	["P1Y", "UTC", "2020-01-01T00:00Z", "2026-01-01T00:00Z", 6],
	["P1W", "UTC", "2026-01-05T00:00Z", "2026-02-02T00:00Z", 4],
])("%s in %s from %s to %s has %i slots", (...row) => {
	const [interval, zone, from, to, count] = row;
	expect(slots(interval, zone, from, to)).toBe(count);
});

test("a step that does not divide the day ends with it", () => {
	const grid = new Grid(parseInterval("PT12H"), new Zone("Europe/Berlin"));
	const start = Date.parse("2026-10-25T22:00Z");
	expect(grid.slotAt(start)).toEqual({ start, end: Date.parse("2026-10-25T23:00Z") });
});

test.each(["", "P", "PT", "PT0S", "PT25H", "P2D", "P5M", "15", "PT15", "P1DT1H", "P99999999999M"])(
	"%j is no interval",
	(text) => {
		expect(() => parseInterval(text)).toThrow(expect.objectContaining({ code: "schedule" }));
	},
);
