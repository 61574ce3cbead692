import { decimalText, parseDecimal } from "../model/decimal.ts";
import { type Fraction, fractionOf, reduced, roundToDigits } from "../model/fraction.ts";

const SHORT = 1n << 64n;
const LONG = 1n << 1024n;
const ENDLESS = 1n << 4096n;
const DOUBLE_DIGITS = 15;
const KEPT_DIGITS = 60;

function isBelow({ numerator, denominator }: Fraction, limit: bigint): boolean {
	return numerator < limit && numerator > -limit && denominator < limit;
}

/** Keeps a fraction short, so that no formula grows without end: in lowest terms, then 60 digits; null beyond about 10^±600. */
export function bounded(fraction: Fraction): Fraction | null {
	if (isBelow(fraction, SHORT)) return fraction;
	if (!isBelow(fraction, ENDLESS)) return null;
	const lowest = reduced(fraction);
	if (isBelow(lowest, LONG)) return lowest;
	const rounded = fractionOf(roundToDigits(lowest, KEPT_DIGITS));
	return isBelow(rounded, ENDLESS) ? rounded : null;
}

/** The nearest double. */
export function doubleOf(fraction: Fraction): number {
	const { numerator, denominator } = fraction;
	if (denominator === 1n) return Number(numerator);
	return numerator === 0n ? 0 : Number(decimalText(roundToDigits(fraction, DOUBLE_DIGITS + 5)));
}

/** A double with 15 significant digits, which is what all doubles can hold; null for what is no number. */
export function fractionOfDouble(value: number): Fraction | null {
	if (!Number.isFinite(value)) return null;
	const decimal = parseDecimal(value.toPrecision(DOUBLE_DIGITS));
	return decimal === null ? null : reduced(fractionOf(decimal));
}
