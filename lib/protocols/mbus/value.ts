import { toHex } from "../../model/hex.ts";
import { reversedText, signedNumber, unsignedBigInt, unsignedNumber } from "./bytes.ts";
import { dateValue } from "./date-value.ts";
import type { Meaning } from "./meaning.ts";
import { bigValue, integerValue, noValue, realValue, type Value } from "./number-value.ts";

/** Kinds of data behind a DIF, apart from its length. */
export type DataKind = "none" | "integer" | "real" | "bcd" | "negative-bcd" | "text" | "binary";

/** Value of the data of one record (EN 13757-3, annex A), least significant byte first. */
export function dataValue(kind: DataKind, data: Uint8Array, meaning: Meaning): Value {
	if (meaning.failed) return noValue("record-error");
	if (kind === "integer") return meaning.kind === "date" ? dateValue(data) : integer(data, meaning);
	if (kind === "none") return noValue(null);
	if (kind === "text" && meaning.kind !== "bytes") return { value: reversedText(data), exact: null, reason: null };
	if (kind === "text" || kind === "binary") return { value: toHex(data), exact: null, reason: null };
	if (meaning.kind === "date") return noValue("invalid-date");
	return kind === "real" ? real(data, meaning) : bcd(data, meaning, kind === "negative-bcd");
}

function integer(data: Uint8Array, meaning: Meaning): Value {
	if (data.length > 6) return longInteger(data, meaning);
	if (meaning.unsigned) return integerValue(unsignedNumber(data), meaning);
	const number = signedNumber(data);
	// Type B: the most negative number marks an invalid one.
	if (!meaning.bits && number === -(2 ** (8 * data.length - 1))) return noValue("invalid-value");
	if (meaning.kind === "level" && data.length === 1 && number > 0) return integerValue(2 * number - 130, meaning);
	return integerValue(number, meaning);
}

function longInteger(data: Uint8Array, meaning: Meaning): Value {
	const unsigned = unsignedBigInt(data);
	if (meaning.unsigned) return bigValue(unsigned, meaning);
	const number = BigInt.asIntN(8 * data.length, unsigned);
	if (!meaning.bits && number === -(2n ** 63n)) return noValue("invalid-value");
	return bigValue(number, meaning);
}

function real(data: Uint8Array, meaning: Meaning): Value {
	return realValue(new DataView(data.buffer, data.byteOffset, 4).getFloat32(0, true), meaning);
}

function bcd(data: Uint8Array, meaning: Meaning, negative: boolean): Value {
	const top = data.at(-1);
	if (top === undefined) return noValue("invalid-bcd");
	// Type A: the digit F in front is a minus sign.
	const signed = !negative && top >= 0xf0;
	const number = bcdNumber(data, signed ? top & 0x0f : top);
	if (Number.isNaN(number)) return noValue("invalid-bcd");
	const minus = negative || signed;
	if (data.length > 7) return bigBcd(data, meaning, minus);
	const value = integerValue(minus && number !== 0 ? -number : number, meaning);
	return meaning.digits && !minus && isPlain(meaning) ? { ...value, exact: digits(data) } : value;
}

function bcdNumber(data: Uint8Array, top: number): number {
	let number = digitPair(top);
	for (let index = data.length - 2; index >= 0; index--) number = number * 100 + digitPair(data[index] ?? 0);
	return number;
}

/** Two decimal digits; NaN, which stays NaN in any sum, for anything else. */
function digitPair(byte: number): number {
	const high = byte >> 4;
	const low = byte & 0x0f;
	return high > 9 || low > 9 ? Number.NaN : high * 10 + low;
}

/** 16 and 18 digits of an LVAR do not fit a double. */
function bigBcd(data: Uint8Array, meaning: Meaning, minus: boolean): Value {
	const text = digits(data);
	const number = BigInt(minus && text.startsWith("F") ? text.slice(1) : text);
	return bigValue(minus ? -number : number, meaning);
}

function digits(data: Uint8Array): string {
	return toHex(data.slice().reverse());
}

function isPlain({ exponent, factor, addend }: Meaning): boolean {
	return exponent === 0 && factor === 1 && addend === null;
}
