import { addDecimals, type Decimal, decimalText } from "../model/decimal.ts";

const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** Reads plain decimal text, e.g. `-12.50`; null for anything else. */
export function parseDecimal(text: string): Decimal | null {
	const match = PLAIN.exec(text);
	if (match === null) return null;
	const [, sign = "", whole = "", fraction = ""] = match;
	if (whole + fraction === "") return null;
	const digits = BigInt(whole + fraction);
	return { mantissa: sign === "-" ? -digits : digits, exponent: -fraction.length };
}

/** a − b, exact. */
export function subtract(a: Decimal, b: Decimal): Decimal {
	return addDecimals(a, { mantissa: -b.mantissa, exponent: b.exponent });
}

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compare(a: Decimal, b: Decimal): number {
	const { mantissa } = subtract(a, b);
	return mantissa < 0n ? -1 : Number(mantissa > 0n);
}

function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
	const negative = dividend < 0n !== divisor < 0n;
	const top = dividend < 0n ? -dividend : dividend;
	const bottom = divisor < 0n ? -divisor : divisor;
	const result = (2n * top + bottom) / (2n * bottom);
	return negative ? -result : result;
}

/** a ÷ b to so many decimals, rounded half up (away from zero); b is not zero. */
export function divide(a: Decimal, b: Decimal, decimals: number): Decimal {
	const shift = a.exponent - b.exponent + decimals;
	const dividend = shift > 0 ? a.mantissa * 10n ** BigInt(shift) : a.mantissa;
	const divisor = shift < 0 ? b.mantissa * 10n ** BigInt(-shift) : b.mantissa;
	return { mantissa: divideHalfUp(dividend, divisor), exponent: -decimals };
}

/** How often `scale` (decimal text, e.g. `0.001`) goes into a value, as a whole number; the value itself for a scale that is none. */
export function inUnitsOf(value: string, scale: string): string {
	const a = parseDecimal(value);
	const b = parseDecimal(scale);
	return a === null || b === null || b.mantissa === 0n ? value : decimalText(divide(a, b, 0));
}
