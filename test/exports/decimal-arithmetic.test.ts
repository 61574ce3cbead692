import fc from "fast-check";
import { expect, test } from "vitest";
import { compare, divide, inUnitsOf, parseDecimal, subtract } from "../../lib/exports/decimal-arithmetic.ts";
import { addDecimals, type Decimal, decimalText } from "../../lib/model/decimal.ts";

const decimal = fc.record({
	mantissa: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
	exponent: fc.integer({ min: -9, max: 6 }),
});

function parsed(text: string): Decimal {
	return parseDecimal(text) ?? { mantissa: 0n, exponent: 0 };
}

test("text becomes a decimal and text again", () => {
	fc.assert(
		fc.property(decimal, (value) => {
			expect(compare(parsed(decimalText(value)), value)).toBe(0);
		}),
	);
	for (const text of ["", ".", "-", "1e5", "0x1", "1.2.3", " 1", "NaN"]) expect(parseDecimal(text)).toBeNull();
});

test("adding and taking away again changes nothing", () => {
	fc.assert(
		fc.property(decimal, decimal, (a, b) => {
			expect(compare(subtract(addDecimals(a, b), b), a)).toBe(0);
		}),
	);
});

test("a thousand small steps make no error", () => {
	let sum = parsed("123456789.012");
	for (let step = 0; step < 1000; step += 1) sum = addDecimals(sum, parsed("0.001"));
	expect(decimalText(sum)).toBe("123456790.012");
});

test.each([
	["1", "3", 4, "0.3333"],
	["2", "3", 4, "0.6667"],
	["-1", "2", 0, "-1"],
	["1", "2", 0, "1"],
	["111.626", "0.001", 0, "111626"],
	["5000", "1000", 0, "5"],
])("%s ÷ %s to %i decimals is %s", (a, b, decimals, result) => {
	expect(decimalText(divide(parsed(a), parsed(b), decimals))).toBe(result);
});

test("a scale that is none leaves the value alone", () => {
	expect(inUnitsOf("12.5", "0.1")).toBe("125");
	expect(inUnitsOf("12.5", "0")).toBe("12.5");
	expect(inUnitsOf("12.5", "x")).toBe("12.5");
});
