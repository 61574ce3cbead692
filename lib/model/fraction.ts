import { type Decimal, decimalText, parseDecimal, roundedQuotient } from "./decimal.ts";

/** A fraction of whole numbers, the denominator positive. */
export interface Fraction {
	readonly numerator: bigint;
	readonly denominator: bigint;
}

/** Nothing. */
export const ZERO: Fraction = { numerator: 0n, denominator: 1n };
/** A whole. */
export const ONE: Fraction = { numerator: 1n, denominator: 1n };

const ROUNDED_DIGITS = 20;

/** A decimal as a fraction. */
export function fractionOf({ mantissa, exponent }: Decimal): Fraction {
	return exponent < 0
		? { numerator: mantissa, denominator: 10n ** BigInt(-exponent) }
		: { numerator: mantissa * 10n ** BigInt(exponent), denominator: 1n };
}

/** Reads decimal text, or two of them with a stroke: `4.1868`, `5/9`; null for anything else and for a divisor of zero. */
export function parseFraction(text: string): Fraction | null {
	const [top = "", bottom = "1", ...rest] = text.split("/");
	const a = parseDecimal(top);
	const b = parseDecimal(bottom);
	if (a === null || b === null || b.mantissa === 0n || rest.length > 0) return null;
	return reduced(multiply(fractionOf(a), invert(fractionOf(b))));
}

/** `a × b`, not reduced. */
export function multiply(a: Fraction, b: Fraction): Fraction {
	return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** `a + b`, not reduced. */
export function add(a: Fraction, b: Fraction): Fraction {
	if (a.denominator === b.denominator) return { numerator: a.numerator + b.numerator, denominator: a.denominator };
	const numerator = a.numerator * b.denominator + b.numerator * a.denominator;
	return { numerator, denominator: a.denominator * b.denominator };
}

/** `−a`. */
export function negate({ numerator, denominator }: Fraction): Fraction {
	return { numerator: -numerator, denominator };
}

/** `1 / a`; `a` is not zero. */
export function invert({ numerator, denominator }: Fraction): Fraction {
	return numerator < 0n
		? { numerator: -denominator, denominator: -numerator }
		: { numerator: denominator, denominator: numerator };
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareFractions(a: Fraction, b: Fraction): number {
	const left = a.numerator * b.denominator;
	const right = b.numerator * a.denominator;
	return left < right ? -1 : Number(left > right);
}

/** The same fraction in lowest terms. */
export function reduced(fraction: Fraction): Fraction {
	const { numerator, denominator } = fraction;
	if (denominator === 1n) return fraction;
	const divisor = greatestDivisor(numerator, denominator);
	return divisor === 1n ? fraction : { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** A fraction to so many decimals, rounded half up (away from zero); `decimals` may be negative. */
export function roundFraction({ numerator, denominator }: Fraction, decimals: number): Decimal {
	const scaled = decimals >= 0 ? numerator * 10n ** BigInt(decimals) : numerator;
	const divisor = decimals >= 0 ? denominator : denominator * 10n ** BigInt(-decimals);
	return { mantissa: roundedQuotient(scaled, divisor), exponent: -decimals };
}

/** The decimal that is exactly the fraction; null where its decimals never end. */
export function exactDecimal({ numerator, denominator }: Fraction): Decimal | null {
	const { rest, twos, fives } = splitTens(denominator / greatestDivisor(numerator, denominator));
	if (rest !== 1n) return null;
	const places = Math.max(twos, fives);
	return { mantissa: (numerator * 10n ** BigInt(places)) / denominator, exponent: -places };
}

/** A fraction to so many significant digits, rounded half up (away from zero). */
export function roundToDigits(fraction: Fraction, digits: number): Decimal {
	const { numerator, denominator } = fraction;
	const decimals = digits - (magnitude(numerator).toString().length - denominator.toString().length);
	const rounded = roundFraction(fraction, decimals);
	return magnitude(rounded.mantissa) < 10n ** BigInt(digits) ? rounded : roundFraction(fraction, decimals - 1);
}

/** Decimal text of a fraction; where the decimals never end, 20 significant digits and `finite` false. */
export function fractionText(fraction: Fraction): { text: string; finite: boolean } {
	const exact = exactDecimal(fraction);
	if (exact !== null) return { text: decimalText(exact), finite: true };
	return { text: decimalText(roundToDigits(fraction, ROUNDED_DIGITS)), finite: false };
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function splitTens(denominator: bigint): { rest: bigint; twos: number; fives: number } {
	let rest = denominator;
	let twos = 0;
	let fives = 0;
	for (; rest > SAFE && rest % 2n === 0n; rest /= 2n) twos++;
	for (; rest > SAFE && rest % 5n === 0n; rest /= 5n) fives++;
	if (rest > SAFE) return { rest, twos, fives };
	let small = Number(rest);
	for (; small % 2 === 0; small /= 2) twos++;
	for (; small % 5 === 0; small /= 5) fives++;
	return { rest: BigInt(small), twos, fives };
}

/** Whole numbers that a double holds are many times faster than any others. */
function greatestDivisor(a: bigint, b: bigint): bigint {
	let [x, y] = [magnitude(a), magnitude(b)];
	while (y !== 0n && (x > SAFE || y > SAFE)) [x, y] = [y, x % y];
	if (y === 0n) return x;
	let [m, n] = [Number(x), Number(y)];
	while (n !== 0) [m, n] = [n, m % n];
	return BigInt(m);
}

function magnitude(value: bigint): bigint {
	return value < 0n ? -value : value;
}
