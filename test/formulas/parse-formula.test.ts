import fc from "fast-check";
import { expect, test } from "vitest";
import { parseFormula } from "../../lib/formulas/parse-formula.ts";
import { evaluate, failureOf } from "./evaluate.ts";

test("the inputs of a formula are known, each once", () => {
	expect(parseFormula("heat / (power + pump) + heat * 0").inputs).toEqual(["heat", "power", "pump"]);
	expect(parseFormula("Wärme - Strom_2").inputs).toEqual(["Wärme", "Strom_2"]);
	expect(parseFormula('unit(5, "kWh")').inputs).toEqual([]);
});

test.each([
	["", "empty", 0],
	["a +", "syntax", 3],
	["(a", "syntax", 2],
	["a ^ 2 +", "syntax", 7],
	["a b", "not-allowed", 0],
	["a, b", "not-allowed", 0],
	["a.b", "not-allowed", 0],
	["a['constructor']", "not-allowed", 0],
	["[1, 2]", "not-allowed", 0],
	["'text'", "not-allowed", 0],
	["this", "not-allowed", 0],
	["null", "not-allowed", 0],
	["1 + eval('1')", "function", 4],
	["constructor(1)", "function", 0],
	["toString()", "function", 0],
	["a.max(1)", "function", 0],
	["sqrt(1, 2)", "arguments", 0],
	["2 * max()", "arguments", 4],
	["unit(a, 'kWh')", "arguments", 0],
	["a & b", "operator", 2],
	["a === b", "operator", 2],
	["~a", "operator", 0],
	["-a ^ 2", "sign-of-power", 3],
	["$a", "name", 0],
	["a · b", "not-allowed", 0],
])("%s is refused: %s at %i", (text, problem, at) => {
	expect(failureOf(() => parseFormula(text))).toEqual({ code: "formula", problem, at });
});

test("a formula can be neither long nor deep", () => {
	expect(failureOf(() => parseFormula(`1${" + 1".repeat(200)}`))?.problem).toBe("too-long");
	expect(failureOf(() => parseFormula(`1${"+1".repeat(150)}`))?.problem).toBe("too-deep");
	expect(failureOf(() => parseFormula(`${"-".repeat(450)}1`))?.problem).toBe("too-deep");
	expect(failureOf(() => parseFormula(`${"(".repeat(245)}1${")".repeat(245)}`))).toBeNull();
});

test("any text ends in a value or a Failure", () => {
	const word = fc.constantFrom(
		..."a b 1 2.5 1e3 ( ) , . + - * / ^ ** % < >= == && || ! ? : [ ] { } ' \" max( if( unit( this __proto__ constructor => ; ` $ µ \n".split(
			" ",
		),
	);
	const text = fc.oneof(
		fc.string({ maxLength: 60 }),
		fc.array(word, { maxLength: 30 }).map((words) => words.join(" ")),
	);
	fc.assert(
		fc.property(text, (formula) => {
			const code = failureOf(() => evaluate(formula, { a: "1 kWh", b: "2" }))?.code ?? "none";
			expect(["none", "formula", "unit-mismatch", "unit-unknown"]).toContain(code);
		}),
		{ numRuns: 2000 },
	);
});
