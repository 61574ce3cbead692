import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateHistory } from "../../lib/formulas/evaluate-history.ts";
import type { VirtualInput, VirtualPoint } from "../../lib/formulas/virtual-point.ts";
import { VirtualPoints } from "../../lib/formulas/virtual-points.ts";
import { QuantityCatalogue } from "../../lib/model/quantity-catalogue.ts";
import type { Reading } from "../../lib/model/reading.ts";
import { CATALOGUE, failureOf } from "./evaluate.ts";

const OPTIONS = {
	units: CATALOGUE,
	quantities: new QuantityCatalogue(),
	flags: { estimated: 4, substitute: 2 },
};

function point(formula: string, names: readonly string[], missing: VirtualInput["missing"] = "none"): VirtualPoint {
	const inputs = Object.fromEntries(names.map((name) => [name, { device: name, datapoint: "energy", missing }]));
	return { device: "virtual", datapoint: "energy", quantity: "energy", unit: "kWh", formula, inputs };
}

test("rows come where all inputs have a value, exact, with all flags", () => {
	const a = { unit: "kWh", t: [1, 2, 3], v: [0.3, 0.5, Number.NaN], q: [0, 16, 0] };
	const b = { unit: "MJ", t: [1, 2, 3, 4], v: [0.36, 0.36, 0.36, 0.36], q: [32, 1, 0, 0] };
	expect(evaluateHistory(point("a - b", ["a", "b"]), { a, b }, OPTIONS)).toEqual({
		t: Float64Array.of(1, 2),
		v: Float64Array.of(0.2, 0.4),
		q: Uint16Array.of(32, 17),
		exact: ["0.2", "0.4"],
	});
});

test("a stand-in is used, and flagged", () => {
	const a = { unit: "kWh", t: [1, 3], v: [1, 3] };
	const b = { unit: "kWh", t: [1, 2, 3], v: [10, 20, 30] };
	const last = evaluateHistory(point("a + b", ["a", "b"], "last"), { a, b }, OPTIONS);
	expect([...last.v]).toEqual([11, 21, 33]);
	expect([...last.q]).toEqual([0, 4, 0]);
	const substitute = { value: "3.6", unit: "MJ" };
	const replaced = evaluateHistory(point("a + b", ["a", "b"], substitute), { a, b }, OPTIONS);
	expect([...replaced.v]).toEqual([11, 21, 33]);
	expect([...replaced.q]).toEqual([0, 2, 0]);
});

test("a group is as many columns as there are", () => {
	const total = {
		...point("sum(all)", []),
		inputs: { all: { device: "*", datapoint: "energy", missing: "skip" } },
	} as const;
	const columns = [1, 2, 3].map((step) => ({ unit: "kWh", t: [step, 10], v: [step, step] }));
	expect([...evaluateHistory(total, { all: columns }, OPTIONS).v]).toEqual([1, 2, 3, 6]);
});

test("a column that is missing is named", () => {
	expect(failureOf(() => evaluateHistory(point("a", ["a"]), {}, OPTIONS))?.code).toBe("formula-input");
});

test("looking back gives what was computed at the time", () => {
	const value = fc.integer({ min: -1e6, max: 1e6 }).map((thousandths) => thousandths / 1000);
	fc.assert(
		fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 30 }), (rows) => {
			const virtual = point("a - b * 0.25 + delta(a)", ["a", "b"]);
			const points = new VirtualPoints([virtual], OPTIONS);
			const live = rows.flatMap(([a, b], time) =>
				points.take(
					[a, b].map((amount, index): Reading => {
						const device = index === 0 ? "a" : "b";
						return {
							device,
							datapoint: "energy",
							quantity: "energy",
							unit: "kWh",
							value: amount,
							time,
							quality: "good",
						};
					}),
				),
			);
			const column = (index: 0 | 1) => ({
				unit: "kWh",
				t: rows.map((_, time) => time),
				v: rows.map((row) => row[index]),
			});
			const { t, v } = evaluateHistory(virtual, { a: column(0), b: column(1) }, OPTIONS);
			expect([...t]).toEqual(live.map(({ time }) => time));
			expect([...v]).toEqual(live.map(({ value: result }) => result));
		}),
	);
});
