import fc from "fast-check";
import { expect, test } from "vitest";
import { addDecimals, decimalText, parseDecimal } from "../../lib/model/decimal.ts";

test.each([
	[2850427n, -3, "2850.427"],
	[-5n, -1, "-0.5"],
	[58534n, 8, "5853400000000"],
	[0n, -3, "0"],
	[1200n, -2, "12"],
	[7n, -7, "0.0000007"],
	[18446744073709551615n, 0, "18446744073709551615"],
])("%d × 10^%d is written %s", (mantissa, exponent, text) => {
	expect(decimalText({ mantissa, exponent })).toBe(text);
});

test("the text is the number, whatever mantissa and exponent", () => {
	fc.assert(
		fc.property(fc.bigInt(-(2n ** 53n), 2n ** 53n), fc.integer({ min: -12, max: 12 }), (mantissa, exponent) => {
			const expected = Number(`${mantissa}e${exponent}`);
			expect(Number(decimalText({ mantissa, exponent }))).toBe(expected === 0 ? 0 : expected);
		}),
	);
});

test.each(["0", "1234", "-0.5", "2850.427", "5853400000000", "0.000001"])("%s is read and printed the same", (text) => {
	const decimal = parseDecimal(text);
	expect(decimal === null ? null : decimalText(decimal)).toBe(text);
});

test.each(["", "x", "1,5", "1.", "--1", "NaN", "Infinity"])("%j is no decimal", (text) => {
	expect(parseDecimal(text)).toBeNull();
});

test("a sum is exact", () => {
	fc.assert(
		fc.property(
			fc.tuple(fc.bigInt(), fc.bigInt()),
			fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 })),
			([a, b], [m, n]) => {
				const sum = addDecimals({ mantissa: a, exponent: -m }, { mantissa: b, exponent: n - 20 });
				const scaled = decimalText({ mantissa: sum.mantissa, exponent: sum.exponent + 40 });
				expect(BigInt(scaled)).toBe(a * 10n ** BigInt(40 - m) + b * 10n ** BigInt(n + 20));
			},
		),
	);
});
