import type { PageName } from "./page.ts";
import type { Segment, Series } from "./segment.ts";
import { doubleOf, exactText, lostText, plainNumber } from "./stored-value.ts";

/** Mantissas up to here always survive a double. */
const SAFE_MANTISSA = 1e15;

/** Finds the text of a number. */
export type TextOf = (id: number) => string;

/** The name of a segment, as it goes out. */
export function pageName({ device, datapoint }: Series, segment: Segment): PageName {
	const { quantity, unit, kind, value, modulus } = segment;
	return { device, datapoint, quantity, unit, kind, value, modulus };
}

/** The value of a row as double and, where that is not all, as text. */
export function outgoingValue(
	segment: Segment,
	stored: number | bigint,
	textOf: TextOf,
): { value: number; text: string | null } {
	const { type, exponent } = segment;
	if (segment.value === "text") return { value: Number.NaN, text: textOf(Number(stored)) };
	if (segment.value === "decimal") {
		const text = textOf(Number(stored));
		return { value: Number(text), text: lostText(text, Number(text)) };
	}
	if (type === 3) return { value: doubleOf(BigInt(stored)), text: null };
	if (type === 0 && Math.abs(Number(stored)) <= SAFE_MANTISSA && exponent >= -22) {
		return { value: plainNumber(Number(stored), exponent), text: null };
	}
	const text = exactText(stored, exponent, type);
	return { value: Number(text), text: lostText(text, Number(text)) };
}
