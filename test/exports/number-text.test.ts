import fc from "fast-check";
import { expect, test } from "vitest";
import { inUnitsOf, numberText, readingNumber, roundText } from "../../lib/exports/number-text.ts";

test.each([
	[0, "0"],
	[-0, "0"],
	[1e21, "1000000000000000000000"],
	[-1.5e-9, "-0.0000000015"],
	[1.25e22, "12500000000000000000000"],
	[0.1 + 0.2, "0.30000000000000004"],
])("%d prints as %s", (value, text) => {
	expect(numberText(value)).toBe(text);
});

test("the plain text of any number is that number again", () => {
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
			expect(numberText(value)).toMatch(/^-?\d+(\.\d+)?$/);
			expect(Number(numberText(value))).toBe(value === 0 ? 0 : value);
		}),
	);
});

test.each([
	["1.005", 2, "1.01"],
	["2.5", 0, "3"],
	["-2.5", 0, "-3"],
	["0.4", 0, "0"],
	["-0.4", 0, "0"],
	["-0.04", 1, "0.0"],
	["999.995", 2, "1000.00"],
	["1234.5", 3, "1234.500"],
	["7", 0, "7"],
	["99999999999999999999.5", 0, "100000000000000000000"],
])("%s to %i decimals is %s", (text, decimals, rounded) => {
	expect(roundText(text, decimals)).toBe(rounded);
});

test("rounding equals rounding of whole numbers", () => {
	fc.assert(
		fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (mantissa) => {
			const size = mantissa < 0n ? -mantissa : mantissa;
			const digits = size.toString().padStart(4, "0");
			const text = `${mantissa < 0n ? "-" : ""}${digits.slice(0, -3)}.${digits.slice(-3)}`;
			const half = (size + 500n) / 1000n;
			expect(roundText(text, 0)).toBe(`${mantissa < 0n && half > 0n ? "-" : ""}${half}`);
		}),
	);
});

test("a reading's number is its exact text, a switch is 1 or 0, a text is none", () => {
	expect(readingNumber({ value: 2 ** 60, exact: "1152921504606846977" })).toBe("1152921504606846977");
	expect(readingNumber({ value: true })).toBe("1");
	expect(readingNumber({ value: "12" })).toBeNull();
	expect(readingNumber({ value: null })).toBeNull();
	expect(readingNumber({ value: Number.NaN })).toBeNull();
});

test("a scale that is none leaves the value alone", () => {
	expect(inUnitsOf("12.5", "0.1")).toBe("125");
	expect(inUnitsOf("12.5", "0")).toBe("12.5");
	expect(inUnitsOf("12.5", "x")).toBe("12.5");
});
