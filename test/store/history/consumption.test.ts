import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FLAG } from "../../../lib/store/flags.ts";
import { asked, at, consumed, pointsOf, type Shown, START, told } from "./counter-points.ts";

const QUARTER_HOUR = 900_000;
const DAY = 86_400_000;
const DAILY = asked({ step: "P1D", to: START + DAY });

function every(stepMs: number, values: readonly number[], from = START): Shown[] {
	return values.map((value, index) => ({ value, time: from + index * stepMs }));
}

describe("the value on a boundary", () => {
	const shown = [
		{ time: at("0:00"), value: 100 },
		{ time: at("0:14"), value: 110 },
		{ time: at("0:31"), value: 127 },
		{ time: at("0:45"), value: 141 },
	];

	test("is the nearest within five minutes", () => {
		expect(told(consumed(asked(), shown))).toEqual(["00:00=10", "00:15=17", "00:30=14"]);
	});

	test("is none beyond the window", () => {
		expect(told(consumed(asked({ windowMs: 30_000 }), shown))).toEqual([]);
		expect(told(consumed(asked({ windowMs: 60_000 }), shown))).toEqual(["00:00=10", "00:15=17", "00:30=14"]);
	});

	test("is the last before", () => {
		expect(told(consumed(asked({ boundary: "last-before" }), shown))).toEqual(["00:00=10"]);
		const wide = asked({ boundary: "last-before", windowMs: 2 * QUARTER_HOUR });
		expect(told(consumed(wide, shown))).toEqual(["00:00=10", "00:15=0", "00:30=31"]);
	});

	test("is interpolated, and says so", () => {
		const summary = consumed(asked({ boundary: "interpolate" }), shown);
		expect(told(summary)).toEqual(["00:00=11*", "00:15=15*", "00:30=15*"]);
	});

	test("is that of a reading exactly on it, by every rule", () => {
		const exact = every(QUARTER_HOUR, [5, 7, 12]);
		for (const boundary of ["nearest", "last-before", "interpolate"] as const) {
			expect(told(consumed(asked({ boundary }), exact)).slice(0, 2)).toEqual(["00:00=2", "00:15=5"]);
		}
	});

	test("is never interpolated over a roll-over, a reset or an exchange", () => {
		const rollover = [
			{ time: at("0:05"), value: 99_999_990 },
			{ time: at("0:20"), value: 12, flags: FLAG.discontinuity },
			{ time: at("0:35"), value: 20 },
		];
		expect(told(consumed(asked({ boundary: "interpolate" }), rollover))).toEqual([]);
		const other = rollover.map((one, index) => ({ ...one, flags: 0, epoch: index === 0 ? 0 : 1 }));
		expect(told(consumed(asked({ boundary: "interpolate" }), other))).toEqual([]);
	});

	test("is not interpolated over a gap", () => {
		const wide = [
			{ time: at("0:05"), value: 0 },
			{ time: at("0:50"), value: 45 },
		];
		expect(told(consumed(asked({ boundary: "interpolate" }), wide))).toEqual([]);
	});
});

test("a gap has one exact total, and nothing is filled into it", () => {
	const shown = [
		...every(QUARTER_HOUR, [90, 95, 100], at("0:00")),
		...every(QUARTER_HOUR, [112, 115], at("3:30")),
		{ time: START + DAY, value: 200 },
	];
	expect(told(consumed(asked(), shown))).toEqual(["00:00=5", "00:15=5", "03:30=3"]);
	expect(told(consumed(asked({ step: "P1D" }), shown))).toEqual(["00:00=110"]);
});

test("a standing meter has a consumption of 0, a missing one has none", () => {
	expect(told(consumed(asked(), every(QUARTER_HOUR, [100, 100, 100])))).toEqual(["00:00=0", "00:15=0"]);
	expect(told(consumed(asked(), []))).toEqual([]);
});

describe("a counter that begins again", () => {
	const end = { time: START + DAY, value: 40 };
	const jump = { time: at("12:15"), value: 12, flags: FLAG.discontinuity };

	test.each([
		["at 99 999 999", 1e8, 99_999_990],
		["at 999 999", 1e6, 999_990],
		["at 2^32", 2 ** 32, 2 ** 32 - 10],
		["at 2^31, into the negative", 2 ** 32, 2 ** 31 - 10],
	])("%s goes on counting", (name, modulus, before) => {
		const offset = name.includes("negative") ? -(2 ** 31) : 0;
		const shown = [
			{ time: START, value: before - 100 },
			{ time: at("12:00"), value: before },
			{ ...jump, value: jump.value + offset },
			{ ...end, value: end.value + offset },
		];
		const points = pointsOf(shown, { modulus });
		expect(consumed(DAILY, shown, { points }).exact).toEqual(["150"]);
		expect(told(consumed(asked(), shown, { points }))).toEqual(["12:00=22"]);
	});

	test("without a reason counts from there", () => {
		const shown = [{ time: START, value: 1000 }, { time: at("12:00"), value: 1100 }, { ...jump, epoch: 1 }, end];
		const reset = shown.map((one, index) => (index === 3 ? { ...one, epoch: 1 } : one));
		expect(consumed(DAILY, reset).exact).toEqual(["128"]);
	});
});

describe("a meter that is exchanged", () => {
	const shown: Shown[] = [
		{ time: START, value: 12_300 },
		{ time: at("11:00"), value: 12_340 },
		{ time: at("13:00"), value: 10, epoch: 1 },
		{ time: START + DAY, value: 30, epoch: 1 },
	];
	const change = { time: at("12:00"), before: 12_345n, after: 2n };

	test("counts to the old one's end and from the new one's start", () => {
		expect(consumed(DAILY, shown, { changes: [change] }).exact).toEqual(["73"]);
	});

	test.each([
		["nothing", { before: null, after: null }, "60"],
		["the end", { before: 12_345n, after: null }, "65"],
		["the start", { before: null, after: 2n }, "68"],
	])("with %s known", (_, known, expected) => {
		expect(consumed(DAILY, shown, { changes: [{ ...change, ...known }] }).exact).toEqual([expected]);
	});

	test("splits what it counted where it happened", () => {
		const hourly = consumed(asked({ step: "PT1H", windowMs: 0 }), shown, { changes: [change] });
		expect(told(hourly)).toEqual(["11:00=5", "12:00=8"]);
	});
});

test("suspects are not counted", () => {
	const shown = [
		...every(QUARTER_HOUR, [100, 105]),
		{ time: at("0:30"), value: 0, flags: FLAG.suspect },
		{ time: at("0:45"), value: 999_999, flags: FLAG.suspect },
		...every(QUARTER_HOUR, [120, 121], at("1:00")),
	];
	expect(told(consumed(asked(), shown))).toEqual(["00:00=5", "01:00=1"]);
	expect(consumed(asked({ step: "PT2H", to: at("2:00") }), [...shown, { time: at("2:00"), value: 130 }]).exact).toEqual(
		["30"],
	);
});

describe("where the readings begin and end", () => {
	test("the step counts from the first and to the last, unless a window is named", () => {
		const shown = every(QUARTER_HOUR, [100, 105, 112], at("6:00"));
		const ends = { isStart: true, isEnd: true };
		expect(told(consumed(DAILY, shown, ends))).toEqual(["00:00=12"]);
		expect(told(consumed(DAILY, shown))).toEqual([]);
		expect(told(consumed({ ...DAILY, windowMs: 60_000 }, shown, ends))).toEqual([]);
	});
});

/** The longest and the shortest day of a year, as the calendar says it: zone, start, hours. */
const CHANGES = [
	["Europe/Berlin", "2026-03-28T23:00Z", 23],
	["Europe/Berlin", "2026-10-24T22:00Z", 25],
	["America/New_York", "2026-03-08T05:00Z", 23],
	["America/New_York", "2026-11-01T04:00Z", 25],
	["America/St_Johns", "2026-03-08T03:30Z", 23],
	["America/St_Johns", "2026-11-01T02:30Z", 25],
	["Australia/Lord_Howe", "2026-10-03T13:30Z", 23.5],
	["Australia/Lord_Howe", "2026-04-04T13:00Z", 24.5],
	["Africa/Cairo", "2026-04-23T22:00Z", 23],
	["Africa/Cairo", "2026-10-28T21:00Z", 25],
] as const;

test.each(CHANGES)("%s %s: what the steps counted is what the day counted, and the meter", (zone, day, hours) => {
	const from = Date.parse(day);
	const to = from + hours * 3_600_000;
	const readings = fc.array(fc.nat({ max: 5000 }), { minLength: hours * 4 + 20, maxLength: hours * 4 + 20 });
	fc.assert(
		fc.property(readings, fc.nat({ max: 99_999_999 }), (counted, start) => {
			let [value, time] = [start, from - 10 * QUARTER_HOUR];
			const shown = counted.map((more): Shown => {
				const isOver = value + more >= 1e8;
				value = (value + more) % 1e8;
				time += QUARTER_HOUR;
				return { time, value, flags: isOver ? FLAG.discontinuity : 0 };
			});
			const points = pointsOf(shown, { exponent: -3 });
			const total = counted.slice(10, 10 + hours * 4).reduce((sum, more) => sum + more, 0);
			for (const step of ["PT15M", "PT1H", "P1D"]) {
				const { exact = [], t } = consumed(asked({ zone, from, to, step }), [], { points });
				const sum = exact.reduce((all, text) => all + Math.round(Number(text) * 1000), 0);
				expect(sum).toBe(total);
				expect(t).toHaveLength(step === "PT15M" ? hours * 4 : step === "PT1H" ? Math.ceil(hours) : 1);
			}
		}),
		{ numRuns: 20 },
	);
});
