import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate, failureOf, type Said } from "./evaluate.ts";

type Row = readonly [text: string, inputs: Record<string, Said>, unit: string, result: string | boolean | null];

test.each<Row>([
	["a + b", { a: "0.1 kWh", b: "0.2 kWh" }, "kWh", "0.3"],
	["a - b", { a: "123456790.012 m³", b: "123456789.011 m³" }, "m³", "1.001"],
	["a + b", { a: "1 kWh", b: "3.6 MJ" }, "kWh", "2"],
	["a + b", { a: "1 kWh", b: "1 MJ" }, "kWh", "1.27777777777778"],
	["a - b", { a: "18446744073709551615 Wh", b: "1 Wh" }, "Wh", "18446744073709551614"],
	["heat / power", { heat: "36 MJ", power: "2500 Wh" }, "", "4"],
	["heat / power", { heat: "10 kWh", power: "3 kWh" }, "", "3.33333333333333"],
	["heat / power", { heat: "10 kWh", power: "0 kWh" }, "", null],
	['a / unit(1, "h")', { a: "5 kWh" }, "kW", "5"],
	['unit(1.163, "kWh/(m³·K)") * v * (flow - back)', { v: "2 m³", flow: "60 °C", back: "40 °C" }, "kWh", "46.52"],
	["flow - back", { flow: "20.3 °C", back: "68 °F" }, "K", "0.3"],
	["(a + b) / 2", { a: "20 °C", b: "30 °C" }, "°C", "25"],
	["0.3 * a + 0.7 * b", { a: "20 °C", b: "30 °C" }, "°C", "27"],
	["avg(a, b)", { a: "20 °C", b: "86 °F" }, "°C", "25"],
	["t + dt", { t: "20 °C", dt: "5 K" }, "°F", "77"],
	["t", { t: "25 °C" }, "K", "298.15"],
	['max(t, unit(0, "°C"))', { t: "-4 °C" }, "°C", "0"],
	["sqrt(p ^ 2 + q ^ 2)", { p: "3 kW", q: "4 kvar" }, "kVA", "5"],
	["p / s", { p: "3 kW", s: "5000 VA" }, "%", "60"],
	["a * 3", { a: "2 kvarh" }, "kvarh", "6"],
	["u * i", { u: "230 V", i: "2 A" }, "W", "460"],
	["pulses * 0.25", { pulses: "9" }, "m³", "2.25"],
	["max(a - b, 0)", { a: "1 kWh", b: "2 kWh" }, "kWh", "0"],
	["abs(a - b)", { a: "1 kWh", b: "2 kWh" }, "kWh", "1"],
	['clamp(p, unit(0, "kW"), unit(5, "kW"))', { p: "7000 W" }, "kW", "5"],
	["round(a, 1)", { a: "12.25 kWh" }, "kWh", "12.3"],
	["round(a, 1)", { a: "-12.25 kWh" }, "kWh", "-12.3"],
	["floor(t)", { t: "20.9 °C" }, "°C", "20"],
	["ceil(a)", { a: "-1.5 m³" }, "m³", "-1"],
	["a > b ? a : b", { a: "1 MWh", b: "2 kWh" }, "kWh", "1000"],
	['if(on && p > unit(1, "W"), p, 0)', { on: "true", p: "7 W" }, "W", "7"],
	["!(a <= b) || c", { a: "1", b: "2", c: "true" }, "", true],
	["a == b", { a: "1 kWh", b: "3.6 MJ" }, "", true],
	["sum(a, b, c)", { a: "1 kWh", b: null, c: "2 kWh" }, "kWh", "3"],
	["count(a, b, c)", { a: "1 kWh", b: null, c: "2 kWh" }, "", "2"],
	["a + b", { a: "1 kWh", b: null }, "kWh", null],
	["2 + 3 * 4 ^ 2", {}, "", "50"],
	["2 ^ 3 ^ 2", {}, "", "512"],
	["2 ^ -1", {}, "", "0.5"],
	["2 ^ 0.5", {}, "", "1.4142135623731"],
	["7 % 4", {}, "", "3"],
	["sqrt(0 - 1)", {}, "", null],
	['v / unit(15, "min")', { v: "250 l" }, "m³/h", "1"],
	["e / f", { e: "50 kWh", f: "2 m²" }, "kWh/m²", "25"],
])("%s with %j in %j is %j", (...[text, inputs, unit, result]) => {
	expect(evaluate(text, inputs, unit)).toBe(result);
});

test("the dew point is that of the tables", () => {
	expect(Number(evaluate("dewpoint(t, h)", { t: "20 °C", h: "50 %RH" }, "°C"))).toBeCloseTo(9.26, 1);
	expect(Number(evaluate("dewpoint(t, h)", { t: "20 °C", h: "100 %" }, "°C"))).toBeCloseTo(20, 10);
});

describe("units that do not fit", () => {
	test.each<readonly [string, Record<string, Said>, string]>([
		["a + b", { a: "1 kWh", b: "1 kW" }, "kWh"],
		["a + b", { a: "1 kWh", b: "1 kvarh" }, "kWh"],
		["a + 5", { a: "1 kWh" }, "kWh"],
		["valve + 5", { valve: "10 %" }, "%"],
		["a * b", { a: "1 kWh", b: "1 m³" }, "kWh"],
		["a", { a: "1 kW" }, "kWh"],
		["a / b", { a: "1 kWh", b: "1 kWh" }, "kWh"],
		["a + b", { a: "20 °C", b: "20 °C" }, "°C"],
		["a - b", { a: "20 °C", b: "10 °C" }, "°C"],
		["a * v", { a: "20 °C", v: "1 m³" }, "kWh"],
		["v / a", { a: "20 °C", v: "1 m³" }, "m³"],
		["max(t, 0)", { t: "20 °C" }, "°C"],
		["sum(a, b)", { a: "20 °C", b: "10 °C" }, "°C"],
		["sqrt(a)", { a: "4 m³" }, "m³"],
		["a ^ b", { a: "4 m³", b: "2" }, "m³"],
		["a > b", { a: "4 m³", b: "2 kWh" }, ""],
		["if(a > 0, a, b)", { a: "4 m³", b: "2 kWh" }, "m³"],
		["clamp(a, 0, b)", { a: "4 m³", b: "2 kWh" }, "m³"],
		["dewpoint(a, b)", { a: "4 K", b: "50 %" }, "°C"],
		["a > 0", { a: "4 m³" }, "m³"],
	])("%s with %j in %s", (text, inputs, unit) => {
		expect(failureOf(() => evaluate(text, inputs, unit))?.code).toBe("unit-mismatch");
	});

	test("both are named", () => {
		expect(() => evaluate("a + b", { a: "1 kWh", b: "1 °C" }, "kWh")).toThrow(
			expect.objectContaining({ details: { from: "kWh", to: "°C" } }),
		);
	});
});

test.each<readonly [string, Record<string, Said>]>([
	["a + 1", { a: "true" }],
	["if(a, 1, 2)", { a: "1" }],
	["if(a, 1, a)", { a: "true" }],
	["!a", { a: "1" }],
	["1 && 2", {}],
	["round(a, b)", { a: "1", b: "1" }],
	["round(a, 13)", { a: "1" }],
	["delta(a + a)", { a: "1" }],
	["sum(a, b)", { a: "true", b: "1" }],
])("%s with %j is no formula", (text, inputs) => {
	expect(failureOf(() => evaluate(text, inputs))?.code).toBe("formula");
});

test("an unknown unit is named", () => {
	expect(failureOf(() => evaluate('unit(1, "apples")', {}))?.code).toBe("unit-unknown");
	expect(failureOf(() => evaluate("a", { a: "1" }, "apples"))?.code).toBe("unit-unknown");
});

test("differences and sums of meters are exact, whatever their size", () => {
	const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
	fc.assert(
		fc.property(amount, amount, amount, (a, b, c) => {
			const inputs = { a: `${a}e-6 m³`, b: `${b}e-3 m³`, c: `${c} l` };
			const total = a - 1000n * b + 1000n * c;
			const expected = evaluate("x", { x: `${total}e-6 m³` }, "m³");
			expect(evaluate("a - b + c", inputs, "m³")).toBe(expected);
			expect(evaluate("sum(a, c) - b", inputs, "m³")).toBe(expected);
		}),
	);
});

test("a quotient is the double, but for its last digits", () => {
	const number = fc.double({ noNaN: true, min: 1e-9, max: 1e9 });
	fc.assert(
		fc.property(number, number, (a, b) => {
			const result = Number(evaluate("a / b", { a: String(a), b: String(b) }));
			expect(Math.abs(result / (a / b) - 1)).toBeLessThan(1e-14);
		}),
	);
});

test("a formula that grows and grows ends in nothing, quickly", () => {
	const square = "a";
	const text = Array.from({ length: 3 }).reduce<string>((inner) => `(${inner}) ^ 12 ^ 2`, square);
	expect(failureOf(() => evaluate(text, { a: "12345.678" }))).toBeNull();
	expect(evaluate("((((a ^ 12) ^ 12) ^ 12) ^ 12) ^ 12", { a: "123456.789" })).toBeNull();
});
