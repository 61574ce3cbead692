import { type Decimal, decimalText, parseDecimal } from "../model/decimal.ts";

/** A fraction of whole numbers, the denominator positive. */
export interface Fraction {
	readonly numerator: bigint;
	readonly denominator: bigint;
}

const ROUNDED_DIGITS = 20;

/** A decimal as a fraction. */
export function fractionOf({ mantissa, exponent }: Decimal): Fraction {
	return exponent < 0
		? { numerator: mantissa, denominator: 10n ** BigInt(-exponent) }
		: { numerator: mantissa * 10n ** BigInt(exponent), denominator: 1n };
}

/** `a × b`, not reduced. */
export function multiply(a: Fraction, b: Fraction): Fraction {
	return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** `a + b`, not reduced. */
export function add(a: Fraction, b: Fraction): Fraction {
	const numerator = a.numerator * b.denominator + b.numerator * a.denominator;
	return { numerator, denominator: a.denominator * b.denominator };
}

/** `1 / a`; `a` must be positive. */
export function invert(a: Fraction): Fraction {
	return { numerator: a.denominator, denominator: a.numerator };
}

/** Decimal text of a fraction; where the decimals never end, 20 significant digits and `finite` false. */
export function fractionText({ numerator, denominator }: Fraction): { text: string; finite: boolean } {
	const { rest, twos, fives } = splitTens(denominator / gcd(numerator, denominator));
	if (rest === 1n) {
		const exponent = Math.max(twos, fives);
		const mantissa = (numerator * 10n ** BigInt(exponent)) / denominator;
		return { text: decimalText({ mantissa, exponent: -exponent }), finite: true };
	}
	const size = abs(numerator).toString().length - denominator.toString().length;
	const exponent = ROUNDED_DIGITS - size;
	const scaled = exponent >= 0 ? numerator * 10n ** BigInt(exponent) : numerator / 10n ** BigInt(-exponent);
	return { text: decimalText({ mantissa: roundedQuotient(scaled, denominator), exponent: -exponent }), finite: false };
}

/** Whether a double written down in full, or in its shortest form, is the decimal text. */
export function doubleHolds(value: number, exact: string): boolean {
	if (!Number.isFinite(value)) return false;
	if (String(value) === exact) return true;
	const shortest = parseDecimal(String(value));
	if (shortest !== null && decimalText(shortest) === exact) return true;
	const full = parseDecimal(Math.abs(value) < 1e21 ? value.toFixed(100) : BigInt(value).toString());
	return full !== null && decimalText(trimmed(full)) === exact;
}

function trimmed(decimal: Decimal): Decimal {
	let { mantissa, exponent } = decimal;
	while (exponent < 0 && mantissa !== 0n && mantissa % 10n === 0n) {
		mantissa /= 10n;
		exponent++;
	}
	return { mantissa, exponent };
}

function splitTens(denominator: bigint): { rest: bigint; twos: number; fives: number } {
	let rest = denominator;
	let twos = 0;
	let fives = 0;
	for (; rest % 2n === 0n; rest /= 2n) twos++;
	for (; rest % 5n === 0n; rest /= 5n) fives++;
	return { rest, twos, fives };
}

function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
	const half = numerator < 0n ? -denominator : denominator;
	return (2n * numerator + half) / (2n * denominator);
}

function gcd(a: bigint, b: bigint): bigint {
	let [x, y] = [abs(a), abs(b)];
	while (y !== 0n) [x, y] = [y, x % y];
	return x;
}

function abs(value: bigint): bigint {
	return value < 0n ? -value : value;
}
