import { toHex } from "../model/hex.ts";
import type { DataRecord } from "../protocols/mbus/record.ts";
import type { ManufacturerField } from "./driver.ts";

/** The value of one field of a manufacturer block; null with a reason where the block is too short or holds no number. */
export type FieldValue = Pick<DataRecord, "unit" | "value" | "exact" | "reason">;

/** Cuts a field out of the bytes behind the DIF 0F or 1F and reads it. */
export function readManufacturerField(field: ManufacturerField, block: Uint8Array): FieldValue {
	const bytes = block.slice(field.offset, field.offset + field.length);
	if (bytes.length < field.length) return { unit: "", value: null, exact: null, reason: "record-data" };
	if (field.order !== "msb" && field.type !== "hex") bytes.reverse();
	switch (field.type) {
		case "unsigned":
			return number(unsigned(bytes).toString());
		case "signed":
			return number(BigInt.asIntN(8 * bytes.length, unsigned(bytes)).toString());
		case "bcd":
			return bcd(toHex(bytes));
		case "real":
			return real(bytes);
		case "text":
			return text(new TextDecoder("latin1").decode(bytes).trim());
		case "hex":
			return text(toHex(bytes));
	}
}

function unsigned(bytes: Uint8Array): bigint {
	return bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

/** A leading digit F is the minus sign (EN 13757-3, annex A, type A). */
function bcd(digits: string): FieldValue {
	const signed = digits.replace(/^F/, "-");
	return /^-?\d+$/.test(signed)
		? number(BigInt(signed).toString())
		: { unit: "", value: null, exact: null, reason: "invalid-bcd" };
}

function real(bytes: Uint8Array): FieldValue {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const value = bytes.length === 4 ? view.getFloat32(0) : view.getFloat64(0);
	return Number.isFinite(value)
		? { unit: "", value, exact: null, reason: null }
		: { unit: "", value: null, exact: null, reason: "invalid-value" };
}

function number(exact: string): FieldValue {
	return { unit: "", value: Number(exact), exact, reason: null };
}

function text(value: string): FieldValue {
	return { unit: "", value, exact: null, reason: null };
}
