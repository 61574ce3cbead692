import { decimalText, divideDecimals, parseDecimal } from "../model/decimal.ts";
import type { Reading } from "../model/reading.ts";

const PLAIN = /^-?\d+(\.\d+)?$/;
const EXPONENT = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/;

/** Shortest plain decimal text of a finite number: never an exponent, never `-0`. */
export function numberText(value: number): string {
	if (value === 0) return "0";
	const text = String(value);
	const match = text.includes("e") ? EXPONENT.exec(text) : null;
	if (match === null) return text;
	const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
	const digits = whole + fraction;
	const point = whole.length + Number(exponent);
	if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
	return point >= digits.length
		? sign + digits.padEnd(point, "0")
		: `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function increment(digits: string): string {
	let index = digits.length - 1;
	while (index >= 0 && digits[index] === "9") index -= 1;
	const nines = "0".repeat(digits.length - 1 - index);
	if (index < 0) return `1${nines}`;
	return digits.slice(0, index) + String(Number(digits[index]) + 1) + nines;
}

function roundDigits(plain: string, decimals: number): string {
	const point = plain.indexOf(".");
	const whole = point < 0 ? plain : plain.slice(0, point);
	const fraction = point < 0 ? "" : plain.slice(point + 1);
	if (fraction.length <= decimals) return decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, "0")}`;
	const kept = whole + fraction.slice(0, decimals);
	const digits = fraction.charCodeAt(decimals) >= 0x35 ? increment(kept) : kept;
	const cut = digits.length - decimals;
	return decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

/** Rounds decimal text half up (away from zero) to so many decimals, on the digits alone: no float takes part. */
export function roundText(text: string, decimals: number): string {
	if (!text.startsWith("-")) return roundDigits(text, decimals);
	const rounded = roundDigits(text.slice(1), decimals);
	return /[1-9]/.test(rounded) ? `-${rounded}` : rounded;
}

/** Decimal text of a reading's number (a boolean is 1 or 0); null for texts and for absent values. */
export function readingNumber({ exact, value }: Pick<Reading, "exact" | "value">): string | null {
	if (typeof value === "number") {
		if (!Number.isFinite(value)) return null;
		return exact !== undefined && PLAIN.test(exact) ? exact : numberText(value);
	}
	if (typeof value === "boolean") return value ? "1" : "0";
	return null;
}

/** How often `scale` (decimal text, e.g. `0.001`) goes into a value, as a whole number; the value itself for a scale that is none. */
export function inUnitsOf(value: string, scale: string): string {
	const a = parseDecimal(value);
	const b = parseDecimal(scale);
	return a === null || b === null || b.mantissa === 0n ? value : decimalText(divideDecimals(a, b, 0));
}
