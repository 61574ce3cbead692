import { decimalText } from "../../model/decimal.ts";
import type { FailureCode } from "../../model/failure.ts";
import type { Meaning } from "./meaning.ts";

/** The value part of a record. */
export interface Value {
	readonly value: number | string | null;
	readonly exact: string | null;
	readonly reason: FailureCode | null;
}

/** A record that carries no value; `reason` says why. */
export function noValue(reason: FailureCode | null): Value {
	return { value: null, exact: null, reason };
}

/** Integers below this have at most 15 digits, so that the shortest text of the quotient is the exact decimal. */
const SHORT_LIMIT = 1e15;
const POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Scales an integer as the VIF and its VIFEs say. */
export function integerValue(mantissa: number, meaning: Meaning): Value {
	const product = mantissa * meaning.factor;
	const { exponent } = meaning;
	const power = POWERS[exponent < 0 ? -exponent : exponent];
	if (product > -SHORT_LIMIT && product < SHORT_LIMIT && power !== undefined && meaning.addend === null) {
		const value = exponent < 0 ? product / power : product * power;
		const size = Math.abs(value);
		if (size >= 1e-6 && size < 1e21) return { value, exact: String(value), reason: null };
		if (product === 0) return { value: 0, exact: "0", reason: null };
	}
	return bigValue(BigInt(mantissa), meaning);
}

/** Scales an integer of any size as the VIF and its VIFEs say. */
export function bigValue(mantissa: bigint, meaning: Meaning): Value {
	const { addend, factor } = meaning;
	let { exponent } = meaning;
	let sum = mantissa;
	if (addend !== null) {
		const common = Math.min(exponent, addend);
		sum = sum * 10n ** BigInt(exponent - common) + 10n ** BigInt(addend - common);
		exponent = common;
	}
	const exact = decimalText({ mantissa: sum * BigInt(factor), exponent });
	return { value: Number(exact), exact, reason: null };
}

/**
 * Scales a float32 (type H). The exact text starts from the shortest decimal that gives the same float32; the value from
 * the float32 itself, so that it equals what any other reader of the same bits computes.
 */
export function realValue(real: number, meaning: Meaning): Value {
	if (!Number.isFinite(real)) return noValue("invalid-value");
	const [digits = "", power = ""] = shortestReal(real).toExponential().split("e");
	const [whole = "", fraction = ""] = digits.split(".");
	const shift = Number(power) - fraction.length;
	const { exact } = bigValue(BigInt(whole + fraction), { ...meaning, exponent: meaning.exponent + shift });
	return { value: scaledReal(real, meaning), exact, reason: null };
}

function scaledReal(real: number, { exponent, factor, addend }: Meaning): number {
	const scaled = exponent < 0 ? real / 10 ** -exponent : real * 10 ** exponent;
	return (scaled + (addend === null ? 0 : 10 ** addend)) * factor;
}

function shortestReal(real: number): number {
	for (let digits = 6; digits < 9; digits++) {
		const short = Number(real.toPrecision(digits));
		if (Math.fround(short) === real) return short;
	}
	return Number(real.toPrecision(9));
}
