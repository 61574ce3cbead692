import { expect, test } from "vitest";
import { Zone } from "../../lib/model/zone.ts";

const DAY = 86_400_000;

function quarterHours(zone: Zone, day: string): number {
	const wall = Date.parse(`${day}T00:00:00Z`);
	return (zone.instant(wall + DAY) - zone.instant(wall)) / 900_000;
}

test.each([
	["Europe/Berlin", "2026-03-29", "2026-03-28T23:00Z", 92],
	["Europe/Berlin", "2026-10-25", "2026-10-24T22:00Z", 100],
	["Europe/Berlin", "2027-03-28", "2027-03-27T23:00Z", 92],
	["America/St_Johns", "2026-03-08", "2026-03-08T03:30Z", 92],
	["Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15Z", 96],
	["Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00Z", 98],
	["Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30Z", 94],
	["Africa/Cairo", "2026-04-24", "2026-04-23T22:00Z", 92],
	["Africa/Cairo", "2026-10-29", "2026-10-28T21:00Z", 100],
	["America/Havana", "2026-03-08", "2026-03-08T05:00Z", 92],
	["Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z", 0],
])("%s %s starts at %s and has %i quarter hours", (name, day, start, count) => {
	const zone = new Zone(name);
	expect(zone.instant(Date.parse(`${day}T00:00:00Z`))).toBe(Date.parse(start));
	expect(quarterHours(zone, day)).toBe(count);
});

test("a wall time in the gap is the first instant after it", () => {
	const zone = new Zone("Europe/Berlin");
	expect(zone.instant(Date.UTC(2026, 2, 29, 2, 30))).toBe(Date.parse("2026-03-29T01:00Z"));
	expect(zone.instant(Date.UTC(2026, 9, 25, 2, 30))).toBe(Date.parse("2026-10-25T00:30Z"));
});

test("a day starts at its own first instant", () => {
	const zone = new Zone("America/Havana");
	expect(zone.dayStart(Date.parse("2026-03-08T12:00Z"))).toBe(Date.parse("2026-03-08T05:00Z"));
});

test("the repeated hour has two passes", () => {
	const zone = new Zone("Europe/Berlin");
	const passes = ["23:45", "00:00", "00:59", "01:00", "01:59", "02:00"].map((time, index) =>
		zone.pass(Date.parse(`2026-10-${index === 0 ? 24 : 25}T${time}Z`)),
	);
	expect(passes).toEqual(["", "A", "A", "B", "B", ""]);
	expect(zone.pass(Date.parse("2026-03-29T01:30Z"))).toBe("");
});

test("an unknown zone is a failure", () => {
	expect(() => new Zone("Europe/Nowhere")).toThrow(expect.objectContaining({ code: "time-zone" }));
});
