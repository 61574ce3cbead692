import { decimalText, parseDecimal } from "../../model/decimal.ts";
import type { StepValue } from "./statistics.ts";

const MOST_DIGITS = 15;
const MOST_POWER = 22;

/** A value in its unit as a double. */
export function plainOf({ mantissa, plain }: StepValue, exponent: number): number {
	const isSafe = Number.isSafeInteger(plain);
	if (mantissa !== null && !isSafe) return Number(`${mantissa}e${exponent}`);
	if (exponent === 0) return plain;
	if (exponent < 0 && exponent >= -MOST_POWER) return plain / 10 ** -exponent;
	return Number(`${plain}e${exponent}`);
}

/** A value in its unit as decimal text: exact where it was added up exactly, else with 15 digits. */
export function textOf(value: StepValue, exponent: number): string {
	if (value.mantissa !== null) return decimalText({ mantissa: value.mantissa, exponent });
	const decimal = parseDecimal(String(Number(plainOf(value, exponent).toPrecision(MOST_DIGITS))));
	return decimal === null ? "" : decimalText(decimal);
}
