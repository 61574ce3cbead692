import { expect, test } from "vitest";
import { everyStep, exported, sample, sampleChannel } from "./sample.ts";

const HOURS = {
	tz: "Europe/Berlin",
	shape: "day",
	interval: "PT1H",
	aggregate: "nearest",
	lead: "{id};{ts|DD.MM.YYYY}",
	cell: "{value}",
	eol: "\n",
};

test.each([
	["2026-03-28T23:00Z", "2026-03-29T22:00Z", "29.03.2026", 23],
	["2026-03-29T22:00Z", "2026-03-30T22:00Z", "30.03.2026", 24],
	["2026-10-24T22:00Z", "2026-10-25T23:00Z", "25.10.2026", 25],
])("the day from %s to %s is one line of its hours", (from, to, day, count) => {
	for (const stamp of ["start", "end"]) {
		const context = { from: Date.parse(from), to: Date.parse(to), channels: [sampleChannel()] };
		const last = new Date(context.to + 1).toISOString();
		const text = exported({ ...HOURS, stamp }, everyStep(from, last, 3_600_000), context);
		const values = Array.from({ length: count }, (_, hour) => (stamp === "start" ? hour : hour + 1));
		expect(text).toBe(`meter;${day};${values.join(";")}\n`);
	}
});

test("an hour without a reading keeps its place, a day without one has no line", () => {
	const layout = { ...HOURS, tz: "UTC", interval: "PT6H", missing: "-" };
	const channels = [sampleChannel(), sampleChannel("other")];
	const readings = [sample("1970-01-01T06:00Z", 1), sample("1970-01-03T12:00Z", 2)];
	const context = { channels, from: 0, to: 3 * 86_400_000 };
	expect(exported(layout, readings, context)).toBe("meter;01.01.1970;-;1;-;-\nmeter;03.01.1970;-;-;2;-\n");
	expect(exported({ ...layout, gaps: "print" }, readings, context).split("\n")).toHaveLength(7);
});

test("readings as they are have no day rows", () => {
	expect(() => exported({ ...HOURS, aggregate: "raw" }, [])).toThrow(expect.objectContaining({ code: "layout" }));
});
