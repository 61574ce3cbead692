import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../../../lib/model/failure.ts";
import type { Reading } from "../../../lib/model/reading.ts";
import {
	type ContinuousRules,
	type ContinuousStep,
	type CounterMemory,
	exchangeContinuous,
	parseMemory,
	stepContinuous,
} from "../../../lib/store/counter/continuous-counter.ts";

const MINUTES_15 = 900_000;
const FREE: ContinuousRules = { modulus: null, maxPerHour: null, start: "0" };

type Said = number | string | Partial<Reading>;

function reading(said: Said, time: number): Reading {
	const more =
		typeof said === "object" ? said : { value: Number(said), ...(typeof said === "string" ? { exact: said } : {}) };
	return {
		device: "m",
		datapoint: "energy",
		quantity: "energy",
		unit: "kWh",
		value: null,
		time,
		quality: "good",
		...more,
	};
}

/** Steps of readings a quarter of an hour apart; the memory goes through JSON after each, as over a restart. */
function run(values: readonly Said[], rules = FREE, start: CounterMemory | null = null): ContinuousStep[] {
	let memory = start;
	return values.flatMap((value, index) => {
		const step = stepContinuous(memory, reading(value, (index + 1) * MINUTES_15), rules);
		if (step !== null) memory = parseMemory(JSON.stringify(step.memory));
		return step === null ? [] : [step];
	});
}

function totalOf(steps: readonly ContinuousStep[]): string | undefined {
	return steps.at(-1)?.memory.total;
}

test("differences add up exactly", () => {
	const steps = run(["100.1", "100.3", "100.35", "100.35"]);
	expect(steps.map(({ consumption }) => consumption)).toEqual([null, "0.2", "0.05", "0"]);
	expect(totalOf(steps)).toBe("0.25");
});

test("the total begins with what the meter shows, or where it is told to", () => {
	expect(totalOf(run(["100.5", "101"], { ...FREE, start: null }))).toBe("101");
	expect(totalOf(run(["100.5", "101"], { ...FREE, start: "7" }))).toBe("7.5");
});

test("a count that no double can hold is exact", () => {
	expect(
		totalOf(run(["9007199254740993", "9007199254740994", "9007199254741001"], { ...FREE, maxPerHour: 1000 })),
	).toBe("8");
});

test.each([
	[["99999990", "12"], "100000000", "22"],
	[["999998", "3"], "1000000", "5"],
	[["99999.995", "0.004"], "100000", "0.009"],
])("%j at %s rolls over: %s", (values, modulus, total) => {
	const steps = run(values, { ...FREE, modulus });
	expect(steps.at(-1)).toMatchObject({ verdict: "rollover", before: values[0], after: values[1] });
	expect(totalOf(steps)).toBe(total);
});

test("a reading can say itself where it rolls over", () => {
	const more = { modulus: "1000" };
	expect(
		totalOf(
			run([
				{ value: 999.8, ...more },
				{ value: 0.1, ...more },
			]),
		),
	).toBe("0.3");
});

test("one odd value is held back and costs nothing", () => {
	const steps = run(["53700000", "0", "53700120"], { modulus: "100000000", maxPerHour: 1000, start: "0" });
	expect(steps.map(({ verdict }) => verdict)).toEqual(["first", "suspect", "accepted"]);
	expect(totalOf(steps)).toBe("120");
});

test("a reset is believed at its third reading and begins with its first", () => {
	const steps = run(["1000", "3", "5", "8", "9"], { modulus: "100000000", maxPerHour: 10, start: "0" });
	expect(steps.map(({ verdict }) => verdict)).toEqual(["first", "suspect", "suspect", "reset", "accepted"]);
	expect(steps[3]).toMatchObject({ before: "1000", after: "3", consumption: "5" });
	expect(totalOf(steps)).toBe("6");
});

test("another meter begins anew, the total goes on", () => {
	const steps = run([
		{ value: 12340, meter: "A" },
		{ value: 12345, meter: "A" },
		{ value: 2, meter: "B" },
		{ value: 10, meter: "B" },
	]);
	expect(steps[2]).toMatchObject({ verdict: "replaced", before: "12345", after: "2", consumption: null });
	expect(totalOf(steps)).toBe("13");
});

describe("an exchange by hand", () => {
	const before = run(["12340"])[0]?.memory;

	test("counts what the old meter still had and what the new one has by its first reading", () => {
		if (before === undefined) throw new Error("no memory");
		const exchanged = exchangeContinuous(before, { end: "12345", start: "2.5", time: 2 * MINUTES_15 });
		expect(exchanged).toMatchObject({ verdict: "replaced", consumption: "5", before: "12345", after: "2.5" });
		const step = stepContinuous(exchanged.memory, reading("10", 3 * MINUTES_15), FREE);
		expect(step?.memory.total).toBe("12.5");
	});

	test("begins with the next reading where nothing is known", () => {
		if (before === undefined) throw new Error("no memory");
		const { memory } = exchangeContinuous(before, { end: null, start: null, time: 2 * MINUTES_15 });
		expect(totalOf(run(["2", "10"], FREE, memory))).toBe("8");
	});

	test("cannot end below what was read", () => {
		if (before === undefined) throw new Error("no memory");
		expect(() => exchangeContinuous(before, { end: "12339", start: null, time: 0 })).toThrow(Failure);
	});
});

test("another unit of the same kind is converted, one of another kind refused", () => {
	expect(totalOf(run([{ value: 1 }, { value: 4.5, unit: "MJ" }]))).toBe("0.25");
	expect(() => run([{ value: 1 }, { value: 4, unit: "m³" }])).toThrow(
		expect.objectContaining({ code: "unit-mismatch" }),
	);
});

test("what has no number changes nothing", () => {
	expect(run([{ quality: "bad" }, { value: "text" }, { value: true }, { value: Number.NaN }])).toEqual([]);
});

test("the total is what went through the meter, whatever its digits and wherever it rolls over", () => {
	const step = fc.integer({ min: 0, max: 900 });
	fc.assert(
		fc.property(fc.nat({ max: 99_999 }), fc.array(step, { minLength: 1, maxLength: 80 }), (start, increments) => {
			let count = start;
			const values = [start, ...increments.map((increment) => (count = (count + increment) % 100_000))];
			const texts = values.map((value) => (value / 1000).toFixed(3));
			const expected = increments.reduce((sum, increment) => sum + increment, 0);
			expect(Number(totalOf(run(texts, { modulus: "100", maxPerHour: 4, start: "0" })))).toBe(expected / 1000);
		}),
	);
});
