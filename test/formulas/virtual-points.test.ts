import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orderPoints } from "../../lib/formulas/order-points.ts";
import type { VirtualInput, VirtualPoint } from "../../lib/formulas/virtual-point.ts";
import { VirtualPoints } from "../../lib/formulas/virtual-points.ts";
import type { Failure } from "../../lib/model/failure.ts";
import { QuantityCatalogue } from "../../lib/model/quantity-catalogue.ts";
import type { Reading } from "../../lib/model/reading.ts";
import { CATALOGUE, failureOf } from "./evaluate.ts";

const OPTIONS = { units: CATALOGUE, quantities: new QuantityCatalogue() };
const MINUTE = 60_000;

function energy(device: string, value: number | null, time: number, more: Partial<Reading> = {}): Reading {
	const quality = value === null ? "bad" : "good";
	return { device, datapoint: "energy", quantity: "energy", unit: "kWh", value, time, quality, ...more };
}

function point(formula: string, inputs: Record<string, VirtualInput>, more: Partial<VirtualPoint> = {}): VirtualPoint {
	return { device: "virtual", datapoint: "energy", quantity: "energy", unit: "kWh", formula, inputs, ...more };
}

const of = (device: string, missing?: VirtualInput["missing"]): VirtualInput => ({
	device,
	datapoint: "energy",
	...(missing === undefined ? {} : { missing }),
});

const LOSS = point("main - a - b", { main: of("main"), a: of("a"), b: of("b") });

test("a difference is exact and comes with the newest time once every input is known", () => {
	const points = new VirtualPoints([LOSS], OPTIONS);
	expect(points.take([energy("main", 100.3, 1)])).toEqual([]);
	expect(points.take([energy("a", 60.1, 2), energy("other", 5, 2)])).toEqual([]);
	expect(points.take([energy("b", 40.1, 3)])).toEqual([energy("virtual", 0.1, 3)]);
	expect(points.take([energy("main", 100.4, 4)])).toEqual([energy("virtual", 0.2, 4)]);
	expect(points.take([energy("a", 60, 2), energy("other", 5, 9)])).toEqual([]);
});

test("one message of several inputs gives one result", () => {
	const points = new VirtualPoints([LOSS], OPTIONS);
	const readings = [energy("main", 100, 1), energy("a", 1, 2), energy("b", 2, 3)];
	expect(points.take(readings)).toEqual([energy("virtual", 97, 3)]);
});

test("digits that a double cannot hold are kept", () => {
	const points = new VirtualPoints([point("a + b", { a: of("a"), b: of("b") })], OPTIONS);
	const long = { exact: "9007199254740993" };
	const [result] = points.take([energy("a", 9007199254740992, 1, long), energy("b", 0, 1)]);
	expect(result).toMatchObject({ value: 9007199254740992, exact: "9007199254740993" });
});

test("the result is as good as its worst input, and says why", () => {
	const points = new VirtualPoints([point("a + b", { a: of("a"), b: of("b") })], OPTIONS);
	const doubtful = { quality: "uncertain", reason: "clock-uncertain" } as const;
	const [result] = points.take([energy("a", 1, 1, doubtful), energy("b", 1, 1, { quality: "backfilled" })]);
	expect(result).toMatchObject({ value: 2, ...doubtful });
});

describe("a missing input", () => {
	const run = (missing: VirtualInput["missing"], formula = "a + b") => {
		const pair = point(formula, { a: of("a", missing), b: of("b") }, { maxAgeMs: MINUTE });
		const points = new VirtualPoints([pair], OPTIONS);
		points.take([energy("a", 5, 0), energy("b", 1, 0)]);
		return [...points.take([energy("b", 2, 2 * MINUTE)]), ...points.take([energy("b", 3, 3 * MINUTE)])];
	};

	test("ends the result, which is said once", () => {
		expect(run("none")).toEqual([energy("virtual", null, 2 * MINUTE, { reason: "formula-input" })]);
	});

	test("is left out where many are taken together", () => {
		const doubtful = { quality: "uncertain", reason: "formula-input" } as const;
		expect(run("skip", "sum(a, b)")).toEqual([
			energy("virtual", 2, 2 * MINUTE, doubtful),
			energy("virtual", 3, 3 * MINUTE, doubtful),
		]);
		expect(run("skip")).toEqual([energy("virtual", null, 2 * MINUTE, { reason: "formula-input" })]);
	});

	test("keeps its last value", () => {
		expect(run("last")[1]).toEqual(energy("virtual", 8, 3 * MINUTE, { quality: "estimated", reason: "formula-input" }));
	});

	test("is replaced by a substitute", () => {
		expect(run({ value: "3.6", unit: "MJ" })[0]).toEqual(
			energy("virtual", 3, 2 * MINUTE, { quality: "substituted", reason: "formula-input" }),
		);
	});

	test("is one that is bad too, with its reason", () => {
		const points = new VirtualPoints([point("a", { a: of("a") })], OPTIONS);
		points.take([energy("a", 5, 1)]);
		const bad = { reason: "device-silent" } as const;
		expect(points.take([energy("a", null, 2, bad)])).toEqual([energy("virtual", null, 2, bad)]);
		expect(points.take([energy("a", 6, 3)])).toEqual([energy("virtual", 6, 3)]);
	});
});

test("a division by zero is out of range", () => {
	const cop = point("a / b", { a: of("a"), b: of("b") }, { quantity: "coefficient-of-performance", unit: "" });
	const points = new VirtualPoints([cop], OPTIONS);
	expect(points.take([energy("a", 12, 1), energy("b", 3, 1)])).toMatchObject([{ value: 4, unit: "" }]);
	expect(points.take([energy("b", 0, 2)])).toMatchObject([{ value: null, quality: "bad", reason: "out-of-range" }]);
});

test("with the trigger `all` every input must be new", () => {
	const points = new VirtualPoints([{ ...LOSS, trigger: "all" }], OPTIONS);
	points.take([energy("main", 10, 1), energy("a", 1, 1), energy("b", 1, 1)]);
	expect(points.take([energy("main", 20, 2), energy("a", 2, 3)])).toEqual([]);
	expect(points.take([energy("b", 3, 4)])).toEqual([energy("virtual", 15, 4)]);
});

test("with a period the first input after it counts", () => {
	const points = new VirtualPoints([point("a", { a: of("a") }, { trigger: { everyMs: MINUTE } })], OPTIONS);
	const times = [0, 1, MINUTE - 1, MINUTE + 5, MINUTE + 6, 3 * MINUTE];
	const results = times.flatMap((time) => points.take([energy("a", time, time)]));
	expect(results.map(({ time }) => time)).toEqual([0, MINUTE + 5, 3 * MINUTE]);
});

test("growth and rate look at the value before", () => {
	const inputs = { a: of("a") };
	const power = point("rate(a)", inputs, { datapoint: "power", quantity: "power", unit: "kW" });
	const points = new VirtualPoints([point("delta(a)", inputs), power], OPTIONS);
	points.take([energy("a", 100, 0)]);
	const results = points.take([energy("a", 100.5, 15 * MINUTE)]);
	expect(results.map(({ value }) => value)).toEqual([0.5, 2]);
});

test("virtual datapoints feed others, in whatever order they are written", () => {
	const total = point("x + a", { x: of("virtual"), a: of("a") }, { device: "total" });
	const points = new VirtualPoints([total, LOSS], OPTIONS);
	const readings = [energy("main", 10, 1), energy("a", 1, 1), energy("b", 2, 1)];
	expect(points.take(readings)).toEqual([energy("virtual", 7, 1), energy("total", 8, 1)]);
});

test("a circle is refused, and named", () => {
	const a = point("x", { x: of("b") }, { device: "a" });
	const b = point("x", { x: of("c") }, { device: "b" });
	const c = point("x", { x: of("a") }, { device: "c" });
	expect(() => orderPoints([a, b, c])).toThrow(
		expect.objectContaining({
			code: "formula",
			details: { problem: "cycle", path: "a energy → b energy → c energy → a energy" },
		}),
	);
	expect(failureOf(() => orderPoints([point("x", { x: of("virtual") })]))?.problem).toBe("cycle");
	expect(failureOf(() => orderPoints([point("sum(x)", { x: of("*") })]))).toBeNull();
});

test("units that do not fit are reported with each reading", () => {
	const failures: Failure[] = [];
	const onFailure = (failure: Failure) => failures.push(failure);
	const points = new VirtualPoints([point("a + b", { a: of("a"), b: of("b") })], { ...OPTIONS, onFailure });
	points.take([energy("a", 1, 1), energy("b", 1, 1, { unit: "kW" })]);
	expect(failures).toMatchObject([{ code: "unit-mismatch", details: { from: "kWh", to: "kW" } }]);
	expect(points.take([energy("b", 1, 2)])).toEqual([energy("virtual", 2, 2)]);
});

describe("a group", () => {
	const TOTAL = point("sum(all)", { all: of("flat-*", "skip") }, { maxAgeMs: MINUTE });

	test("is all series that match, whatever their unit", () => {
		const points = new VirtualPoints([TOTAL], OPTIONS);
		points.take([energy("flat-1", 1, 1), energy("cellar", 100, 1)]);
		expect(points.take([energy("flat-2", 3.6, 2, { unit: "MJ" })])).toEqual([energy("virtual", 2, 2)]);
	});

	test("may be all devices of a tag", () => {
		const tagged = point("sum(all)", { all: of("tag:heat", "skip") });
		const points = new VirtualPoints([tagged], {
			...OPTIONS,
			tagsOf: (device) => (device === "x" ? ["heat"] : []),
		});
		points.take([energy("x", 1, 1), energy("y", 5, 1)]);
		expect(points.take([energy("x", 2, 2)])).toEqual([energy("virtual", 2, 2)]);
	});

	test("refuses a member of another dimension", () => {
		const failures: string[] = [];
		const points = new VirtualPoints([TOTAL], { ...OPTIONS, onFailure: ({ code }) => failures.push(code) });
		points.take([energy("flat-1", 1, 1), energy("flat-2", 1, 1, { unit: "kW" })]);
		expect(failures).toEqual(["unit-mismatch"]);
	});

	test("cannot be taken for a number", () => {
		expect(failureOf(() => new VirtualPoints([{ ...TOTAL, formula: "1 +" }], OPTIONS))?.code).toBe("formula");
		const failures: string[] = [];
		const points = new VirtualPoints([{ ...TOTAL, formula: "all" }], {
			...OPTIONS,
			onFailure: ({ code }) => failures.push(code),
		});
		points.take([energy("flat-1", 1, 1)]);
		expect(failures).toEqual(["formula"]);
	});

	test("has at every moment the totals of those that spoke lately", () => {
		const step = fc.record({
			flat: fc.nat({ max: 6 }),
			value: fc.option(fc.integer({ min: -1000, max: 1000 })),
			wait: fc.nat({ max: 20_000 }),
		});
		const kinds = ["sum", "avg", "min", "max", "count"] as const;
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const points = new VirtualPoints(
					kinds.map((kind) => {
						const more = { ...TOTAL, device: kind, formula: `${kind}(all)` };
						return kind === "count" ? { ...more, quantity: "count" as const, unit: "" } : more;
					}),
					OPTIONS,
				);
				const known = new Map<number, { time: number; value: number }>();
				let time = 0;
				for (const { flat, value, wait } of steps) {
					time += wait + 1;
					const results = points.take([energy(`flat-${flat}`, value === null ? null : value / 8, time)]);
					if (value === null) known.delete(flat);
					else known.set(flat, { time, value: value / 8 });
					const values = [...known.values()].filter((one) => time - one.time <= MINUTE).map((one) => one.value);
					const sum = values.reduce((a, b) => a + b, 0);
					const expected = {
						sum,
						avg: Number((sum / values.length).toPrecision(15)),
						min: Math.min(...values),
						max: Math.max(...values),
						count: values.length,
					};
					for (const { device, value: result } of results) {
						if (values.length === 0 && device !== "count") expect(result).toBeNull();
						else expect(result).toBe(expected[device as keyof typeof expected]);
					}
				}
			}),
		);
	});
});

test.each([
	["input", { device: " " }],
	["formula-input", { formula: "a + other" }],
	["formula-input", { formula: "constructor" }],
	["unit-unknown", { unit: "apples" }],
	["unit-mismatch", { unit: "kW" }],
	["quantity-unknown", { quantity: "x-apples" }],
	["input", { trigger: { everyMs: 1 } }],
	["input", { maxAgeMs: -1 }],
	["unit-unknown", { inputs: { a: of("a", { value: "1", unit: "apples" }) } }],
	["input", { inputs: { a: of("a", { value: "much", unit: "kWh" }) } }],
] satisfies [string, Partial<VirtualPoint>][])("a faulty datapoint is refused as %s: %j", (code, change) => {
	const faulty = { ...point("a", { a: of("a") }), ...change };
	expect(failureOf(() => new VirtualPoints([faulty], OPTIONS))?.code).toBe(code);
});

test("what was known before a restart is used after it", () => {
	const points = new VirtualPoints([LOSS], OPTIONS);
	points.prime([energy("main", 100, 1), energy("a", 1, 1), energy("b", 2, 1)]);
	expect(points.take([energy("b", 3, 2)])).toEqual([energy("virtual", 96, 2)]);
});
