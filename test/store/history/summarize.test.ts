import { describe, expect, test } from "vitest";
import { FLAG } from "../../../lib/store/flags.ts";
import type { HistoryAggregate } from "../../../lib/store/history/history-query.ts";
import type { Points } from "../../../lib/store/history/points.ts";
import { type Summary, summarize } from "../../../lib/store/history/summarize.ts";
import { asked, at, pointsOf, type Shown, START, told } from "./counter-points.ts";

const QUARTER_HOUR = 900_000;
const SHOWN: readonly Shown[] = [
	{ time: at("0:00"), value: 215 },
	{ time: at("0:05"), value: 190, flags: FLAG.estimated },
	{ time: at("0:10"), value: 225 },
	{ time: at("0:15"), value: 7, flags: FLAG.invalid },
	{ time: at("0:30"), value: 300, flags: FLAG.backfilled },
];

function statistic(aggregate: HistoryAggregate, shown = SHOWN, more: Partial<Points> = {}): Summary {
	const points = pointsOf(shown, { exponent: -1, modulus: null, ...more });
	return summarize(asked({ aggregate }), { points, changes: [], kind: "gauge", isStart: true, isEnd: true });
}

describe("what the readings of a step become", () => {
	test.each([
		["min", ["19", "30"]],
		["max", ["22.5", "30"]],
		["first", ["21.5", "30"]],
		["last", ["22.5", "30"]],
		["sum", ["63", "30"]],
		["mean", ["21", "30"]],
		["count", ["3", "1"]],
		["twMean", ["21", "30"]],
	] as const)("%s", (aggregate, expected) => {
		const summary = statistic(aggregate);
		expect(summary.exact).toEqual(expected);
		expect([...summary.t]).toEqual([at("0:00"), at("0:30")]);
		expect([...(summary.count ?? [])]).toEqual([3, 1]);
		expect([...summary.q]).toEqual([FLAG.estimated, FLAG.backfilled]);
	});

	test("a mean has as many digits as make sense", () => {
		const shown = [1, 1, 0].map((value, index) => ({ time: START + index * 60_000, value }));
		expect(statistic("mean", shown, { exponent: 0 }).exact).toEqual(["0.666666666666667"]);
	});

	test("a sum of decimals is exact", () => {
		const shown = Array.from({ length: 800 }, (_, index) => ({ time: START + index * 1000, value: 1 }));
		shown[0] = { time: START, value: 123_456_789_012 };
		expect(statistic("sum", shown, { exponent: -3 }).exact).toEqual(["123456789.811"]);
	});

	test("a sum beyond 2^53 is exact", () => {
		const wide = [2n ** 60n + 1n, 2n ** 60n + 2n];
		const shown = wide.map((value, index) => ({ time: START + index, value: Number(value) }));
		expect(statistic("sum", shown, { wide, exponent: 0 }).exact).toEqual([String(2n ** 61n + 3n)]);
	});

	test("a value weighs as long as it holds, at most two usual distances", () => {
		const values = [10, 10, 10, 100, 40];
		const minutes = [0, 1, 2, 3, 14];
		const shown = values.map((value, index) => ({ time: START + (minutes[index] ?? 0) * 60_000, value }));
		// 3 minutes of 10, 2 of 100 and 1 of 40.
		expect(statistic("twMean", shown, { exponent: 0 }).exact).toEqual(["45"]);
	});

	test("coverage is the share of the step for which a value holds", () => {
		const full = Array.from({ length: 4 }, (_, index) => ({ time: START + index * 300_000, value: 1 }));
		expect([...(statistic("mean", full).coverage ?? [])].map((share) => share.toFixed(2))).toEqual(["1.00", "0.67"]);
	});
});

test("a state has a first, a last and a number of readings, and nothing else", () => {
	const material = { points: pointsOf(SHOWN), changes: [], kind: "state", isStart: true, isEnd: true } as const;
	for (const aggregate of ["first", "last", "count"] as const) {
		expect(summarize(asked({ aggregate }), material).t).toHaveLength(2);
	}
	for (const aggregate of ["min", "mean", "twMean", "sum", "delta"] as const) {
		expect(() => summarize(asked({ aggregate }), material)).toThrowError(expect.objectContaining({ code: "input" }));
	}
});

describe("raw", () => {
	const raw = (maxPoints?: number, shown = SHOWN) =>
		summarize(asked({ step: "raw", ...(maxPoints === undefined ? {} : { maxPoints }) }), {
			points: pointsOf(shown, { exponent: -1 }),
			...{ changes: [], kind: "gauge", isStart: true, isEnd: true },
		});

	test("is every reading; what was answered as null is NaN", () => {
		const summary = raw();
		expect([...summary.v]).toEqual([21.5, 19, 22.5, Number.NaN, 30]);
		expect(summary.exact).toEqual(["21.5", "19", "22.5", "", "30"]);
		expect(summary.thinned).toBe(false);
	});

	test("above the number of points asked for keeps the lowest and the highest of each stretch", () => {
		const wave = Array.from({ length: 10_000 }, (_, index) => ({
			time: START + index * QUARTER_HOUR,
			value: index === 4321 ? 99_999 : Math.round(1000 * Math.sin(index / 50)),
		}));
		const summary = raw(500, wave);
		expect(summary.thinned).toBe(true);
		expect(summary.t.length).toBeLessThanOrEqual(500);
		expect(Math.max(...summary.v)).toBe(9999.9);
		expect(Math.min(...summary.v)).toBe(-100);
		expect([...summary.t]).toEqual([...summary.t].toSorted((a, b) => a - b));
		expect(told(summary)).toHaveLength(summary.exact?.length ?? 0);
	});
});

test("a year of quarter hours becomes days in a moment", () => {
	const shown = Array.from({ length: 35_040 }, (_, index) => ({
		time: START + index * QUARTER_HOUR,
		value: index * 3,
	}));
	const points = pointsOf(shown, { exponent: -2 });
	const material = { points, changes: [], kind: "counter", isStart: true, isEnd: true } as const;
	const year = asked({ step: "P1D", to: START + 365 * 86_400_000, zone: "Europe/Berlin" });
	const { t, exact = [] } = summarize(year, material);
	expect(t).toHaveLength(366);
	// The day with one hour less, and with one more.
	expect([...new Set(exact.slice(1, -1))].toSorted((a, b) => Number(a) - Number(b))).toEqual(["2.76", "2.88", "3"]);
});
