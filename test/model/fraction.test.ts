import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalText } from "../../lib/model/decimal.ts";
import { fractionOf, fractionText, multiply } from "../../lib/model/fraction.ts";

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
