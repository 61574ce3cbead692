import { type Decimal, decimalText, parseDecimal } from "../../model/decimal.ts";
import type { ValueType } from "../chunk/series-rows.ts";

/** What the values of a segment are. `decimal`: exact numbers beyond 64 bits, kept as text. */
export type ValueKind = "number" | "boolean" | "text" | "decimal";

/** Largest plain mantissa: the chunk format holds differences of twice that. */
export const LARGEST_MANTISSA = 2 ** 52 - 1;

const POWERS = Array.from({ length: 23 }, (_, power) => 10 ** power);
const MOST_PLACES = 9;
/** A double with more digits than this is a binary fraction, not a decimal. */
const MOST_DIGITS = 15;

/** 10^power as a double, exact for 0–22; NaN beyond. */
export function powerOfTen(power: number): number {
	return POWERS[power] ?? Number.NaN;
}

/** The shortest decimal of a double as mantissa and exponent, into `out`; false for a binary fraction of more than 15 digits. */
export function splitDouble(value: number, out: { mantissa: number; exponent: number }): boolean {
	if (Number.isInteger(value) && Math.abs(value) <= LARGEST_MANTISSA) {
		out.mantissa = value + 0;
		out.exponent = 0;
		return true;
	}
	for (let places = 1; places <= MOST_PLACES; places += 1) {
		const power = POWERS[places] ?? 1;
		const mantissa = Math.round(value * power);
		if (Math.abs(mantissa) > 10 ** MOST_DIGITS) break;
		if (mantissa / power !== value) continue;
		out.mantissa = mantissa;
		out.exponent = -places;
		return true;
	}
	return splitByText(value, out);
}

function splitByText(value: number, out: { mantissa: number; exponent: number }): boolean {
	const decimal = parseDecimal(String(value));
	if (decimal === null) return false;
	const { mantissa, exponent } = withoutZeros(decimal);
	const isShort = mantissa < 10n ** 15n && mantissa > -(10n ** 15n);
	if (!isShort || exponent > 22 || exponent < -22) return false;
	out.mantissa = Number(mantissa);
	out.exponent = exponent;
	return true;
}

/** The same number with the largest exponent. */
export function withoutZeros({ mantissa, exponent }: Decimal): Decimal {
	if (mantissa === 0n) return { mantissa, exponent: 0 };
	let short = mantissa;
	let power = exponent;
	while (short % 10n === 0n) {
		short /= 10n;
		power += 1;
	}
	return { mantissa: short, exponent: power };
}

/** The double nearest to mantissa × 10^exponent. */
export function plainNumber(mantissa: number, exponent: number): number {
	if (exponent === 0) return mantissa;
	if (exponent < 0 && exponent >= -22) return mantissa / (POWERS[-exponent] ?? 1);
	const product = mantissa * (POWERS[exponent] ?? Number.NaN);
	return Number.isSafeInteger(product) ? product : Number(`${mantissa}e${exponent}`);
}

const buffer = new DataView(new ArrayBuffer(8));

/** The double whose bits these are. */
export function doubleOf(bits: bigint): number {
	buffer.setBigInt64(0, bits);
	return buffer.getFloat64(0);
}

/** The bits of a double as a signed number. */
export function bitsOf(value: number): bigint {
	buffer.setFloat64(0, value);
	return buffer.getBigInt64(0);
}

/** Exact decimal of a stored number of the types 0–2. */
export function decimalOf(value: number | bigint, exponent: number, type: ValueType): Decimal {
	const mantissa = BigInt(value);
	return { mantissa: type === 2 ? BigInt.asUintN(64, mantissa) : mantissa, exponent };
}

/** Exact text of a stored number of any type. */
export function exactText(value: number | bigint, exponent: number, type: ValueType): string {
	if (type !== 3) return decimalText(decimalOf(value, exponent, type));
	const decimal = parseDecimal(String(doubleOf(BigInt(value))));
	return decimal === null ? "" : decimalText(decimal);
}

/** The text, where a double would lose digits of it; else null. */
export function lostText(text: string, value: number): string | null {
	const again = parseDecimal(String(value));
	return again !== null && decimalText(again) === text ? null : text;
}
