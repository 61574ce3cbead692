import fc from "fast-check";
import { expect, test } from "vitest";
import {
	addDecimals,
	compareDecimals,
	type Decimal,
	decimalText,
	divideDecimals,
	doubleHolds,
	parseDecimal,
	subtractDecimals,
} from "../../lib/model/decimal.ts";

const decimal = fc.record({
	mantissa: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
	exponent: fc.integer({ min: -9, max: 6 }),
});

function parsed(text: string): Decimal {
	return parseDecimal(text) ?? { mantissa: 0n, exponent: 0 };
}

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

test("any decimal's text becomes it and text again", () => {
	fc.assert(
		fc.property(decimal, (value) => {
			expect(compareDecimals(parsed(decimalText(value)), value)).toBe(0);
		}),
	);
	for (const text of ["", ".", "-", "0x1", "1.2.3", " 1", "NaN"]) expect(parseDecimal(text)).toBeNull();
});

test("adding and taking away again changes nothing", () => {
	fc.assert(
		fc.property(decimal, decimal, (a, b) => {
			expect(compareDecimals(subtractDecimals(addDecimals(a, b), b), a)).toBe(0);
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
	expect(decimalText(divideDecimals(parsed(a), parsed(b), decimals))).toBe(result);
});

test("a double holds its shortest text and its full expansion, nothing else", () => {
	expect(doubleHolds(0.1, "0.1")).toBe(true);
	expect(doubleHolds(Math.fround(0.1), "0.100000001490116119384765625")).toBe(true);
	expect(doubleHolds(1e21, "1000000000000000000000")).toBe(true);
	expect(doubleHolds(9007199254740992, "9007199254740993")).toBe(false);
	expect(doubleHolds(Number.POSITIVE_INFINITY, "1")).toBe(false);
});
