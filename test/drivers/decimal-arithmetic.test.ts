import fc from "fast-check";
import { expect, test } from "vitest";
import { doubleHolds, fractionOf, fractionText, multiply } from "../../lib/drivers/decimal-arithmetic.ts";
import { decimalText } from "../../lib/model/decimal.ts";

test("a fraction whose decimals end is printed in full, another with 20 digits", () => {
	expect(fractionText({ numerator: 1n, denominator: 8n })).toEqual({ text: "0.125", finite: true });
	expect(fractionText({ numerator: -2n, denominator: 3n })).toEqual({ text: "-0.66666666666666666667", finite: false });
	expect(fractionText({ numerator: 0n, denominator: 7n })).toEqual({ text: "0", finite: true });
});

test("a product is exact however long its factors are", () => {
	fc.assert(
		fc.property(
			fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
			fc.integer({ min: -20, max: 20 }),
			(mantissa, exponent) => {
				const text = decimalText({ mantissa, exponent });
				const product = multiply(fractionOf({ mantissa, exponent }), { numerator: 1000n, denominator: 1n });
				expect(fractionText(product).text).toBe(decimalText({ mantissa, exponent: exponent + 3 }));
				expect(text).toBe(fractionText(fractionOf({ mantissa, exponent })).text);
			},
		),
	);
});

test("a double holds its shortest text and its full expansion, nothing else", () => {
	expect(doubleHolds(0.1, "0.1")).toBe(true);
	expect(doubleHolds(Math.fround(0.1), "0.100000001490116119384765625")).toBe(true);
	expect(doubleHolds(1e21, "1000000000000000000000")).toBe(true);
	expect(doubleHolds(9007199254740992, "9007199254740993")).toBe(false);
	expect(doubleHolds(Number.POSITIVE_INFINITY, "1")).toBe(false);
});
