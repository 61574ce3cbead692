import fc from "fast-check";
import { expect, test } from "vitest";
import { settlingTime } from "../../lib/exports/aggregate.ts";
import { checkLayout } from "../../lib/exports/check-layout.ts";
import { everyStep, exported, sample, sampleChannel } from "./sample.ts";

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const BERLIN = { tz: "Europe/Berlin", interval: "PT15M" };
const ROW = { row: "{ts|DD hh:mm};{value}", eol: "\n" };

function lines(text: string): string[] {
	return text.split("\n").slice(0, -1);
}

const SPRING = ["2026-03-28T23:00Z", "2026-03-29T22:00Z"] as const;
const AUTUMN = ["2026-10-24T22:00Z", "2026-10-25T23:00Z"] as const;

test.each([
	["PT15M", SPRING, 92],
	["PT15M", AUTUMN, 100],
	["PT1H", SPRING, 23],
	["PT1H", AUTUMN, 25],
])("%s of the day from %s has its slots for every aggregate and stamp", (interval, [from, to], count) => {
	const context = { from: Date.parse(from), to: Date.parse(to), channels: [sampleChannel()] };
	const start = new Date(context.from - 3_600_000).toISOString();
	const end = new Date(context.to + 3_600_000).toISOString();
	const readings = [...everyStep(start, end, 5 * MINUTE)];
	for (const aggregate of ["nearest", "last-before", "mean", "min", "max", "delta"]) {
		for (const stamp of ["start", "end"]) {
			const layout = { ...BERLIN, ...ROW, interval, aggregate, stamp };
			const long = lines(exported(layout, readings, context));
			const wide = lines(exported({ ...layout, shape: "wide", lead: "{ts|DD hh:mm}" }, readings, context));
			expect([aggregate, stamp, long.length]).toEqual([aggregate, stamp, count]);
			expect(wide).toEqual(long);
			expect(stamp === "start" ? long[0] : long.at(-1)).toMatch(/ 00:00;/);
		}
	}
});

test("the nearest reading within the window stands for a boundary", () => {
	const readings = [
		sample(-4 * MINUTE, 1),
		sample(5 * MINUTE, 2),
		sample(9 * MINUTE, 3),
		sample(QUARTER + 2 * MINUTE, 4),
		sample(3 * QUARTER, 5),
	];
	const layout = { ...ROW, row: "{ts|hh:mm};{value}", interval: "PT15M", aggregate: "nearest" };
	expect(lines(exported(layout, readings))).toEqual(["00:00;1", "00:15;4", "00:45;5"]);
	const printed = { ...layout, gaps: "print", missing: "-" };
	const context = { from: 0, to: 4 * QUARTER, channels: [sampleChannel()] };
	expect(lines(exported(printed, readings, context))).toEqual(["00:00;1", "00:15;4", "00:30;-", "00:45;5"]);
});

test("of a good and a bad reading near a boundary the good one counts", () => {
	const layout = { row: "{value};{error}", interval: "PT15M", aggregate: "nearest", eol: "\n" };
	const bad = { quality: "bad" } as const;
	expect(exported(layout, [sample(0, null, bad), sample(MINUTE, 7)])).toBe("7;0\n");
	expect(exported(layout, [sample(0, null, bad)])).toBe(";19\n");
});

test("the last reading before a boundary is not carried on for ever", () => {
	const layout = { row: "{ts|hh:mm};{value}", interval: "PT15M", aggregate: "last-before", eol: "\n" };
	const readings = [sample(MINUTE, 1), sample(2 * MINUTE, 2), sample(2 * QUARTER, 3)];
	expect(lines(exported(layout, readings))).toEqual(["00:15;2", "00:30;3"]);
	const held = lines(exported({ ...layout, window: 3600 }, readings));
	expect(held).toEqual(["00:15;2", "00:30;3", "00:45;3", "01:00;3", "01:15;3"]);
});

test("mean, least and greatest are exact and skip what is no number", () => {
	const readings = [
		sample(0, 0.1),
		sample(1, 0.2),
		sample(2, null, { quality: "bad" }),
		sample(3, 0.4, { quality: "estimated" }),
	];
	const at = (aggregate: string) =>
		exported({ row: "{value};{quality}", interval: "PT15M", aggregate, eol: "\n" }, readings);
	expect(at("mean")).toBe("0.2333333;estimated\n");
	expect(at("min")).toBe("0.1;estimated\n");
	expect(at("max")).toBe("0.4;estimated\n");
});

test("deltas are exact and never span a gap", () => {
	const layout = { row: "{ts|hh:mm};{value}", interval: "PT15M", aggregate: "delta", eol: "\n" };
	const readings = [1234567.2, 1234567.3, 1234567.3].map((value, index) => sample(index * QUARTER, value));
	readings.push(sample(4 * QUARTER, 9_999_999), sample(5 * QUARTER, 10_000_000));
	expect(lines(exported(layout, readings))).toEqual(["00:00;0.1", "00:15;0", "01:00;1"]);
});

test("the deltas of a day add up to the difference of its counter", () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 97, maxLength: 97 }), (steps) => {
			let total = 0;
			const readings = steps.map((step, index) => {
				total += step;
				return sample(index * QUARTER + (index % 5) * 1000, total / 1000);
			});
			const layout = { row: "{value|3}", interval: "PT15M", aggregate: "delta", eol: "\n" };
			const sum = lines(exported(layout, readings)).reduce((all, value) => all + Math.round(Number(value) * 1000), 0);
			expect(sum).toBe(total - (steps[0] ?? 0));
		}),
	);
});

test("years without readings cost nothing", () => {
	const layout = { row: "{ts|YYYY};{value}", interval: "PT1S", aggregate: "nearest", eol: "\n" };
	expect(lines(exported(layout, [sample("1990-01-01T00:00Z", 1), sample("2026-01-01T00:00Z", 2)]))).toEqual([
		"1990;1",
		"2026;2",
	]);
});

test("readings out of order are refused", () => {
	const layout = { ...ROW, interval: "PT15M", aggregate: "mean" };
	expect(() => exported(layout, [sample(QUARTER, 1), sample(0, 2)])).toThrow(
		expect.objectContaining({ code: "input" }),
	);
});

test("what looks beyond the end of a period has to wait for it", () => {
	const settled = (changes: object) =>
		settlingTime(checkLayout({ file: "x", row: "{value}", interval: "PT15M", aggregate: "nearest", ...changes }));
	expect(settled({})).toBe(0);
	expect(settled({ stamp: "end" })).toBe(5 * MINUTE);
	expect(settled({ aggregate: "delta", interval: "PT1M" })).toBe(30_000);
	expect(settled({ aggregate: "delta", window: 7 })).toBe(7000);
	expect(settled({ aggregate: "raw" })).toBe(0);
});
