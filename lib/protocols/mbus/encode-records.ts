import { Failure } from "../../model/failure.ts";
import { joinBytes, littleEndian, textBytes } from "./bytes.ts";
import { DATA_FIELDS, type DataFieldName, type DataFieldRow } from "./data-field-table.ts";
import { encodeDate } from "./encode-date.ts";
import { encodeFrame, type LongFrame } from "./frame.ts";
import { manufacturerCode, type TelegramHeader } from "./header.ts";
import { LVARS } from "./lvar-table.ts";
import type { RecordFunction } from "./record.ts";
import { encodeId } from "./secondary-address.ts";

/** One record to be sent. */
export interface RecordSpec {
	/** `instantaneous` by default; `manufacturer` makes a maker's block (DIF 0F, or 1F with `dataField` 0x1F) of the value. */
	readonly function?: RecordFunction;
	/** 0 … 2^41 − 1. */
	readonly storage?: number;
	/** 0 … 2^20 − 1. */
	readonly tariff?: number;
	/** 0 … 2^10 − 1. */
	readonly subunit?: number;
	/** Low four bits of the DIF, or their name. */
	readonly dataField: number | DataFieldName;
	/** VIF and VIFEs, and a text unit, as on the wire. */
	readonly vib: readonly number[];
	/**
	 * The number on the wire, before the VIF scales it; an ISO 8601 date or time for an integer field of 2, 3, 4 or 6
	 * bytes; text; the data bytes as they are (behind the LVAR of a variable field); null for the mark of an invalid value.
	 */
	readonly value: number | bigint | string | Uint8Array | null;
}

const FUNCTIONS: readonly RecordFunction[] = ["instantaneous", "maximum", "minimum", "error"];

const INTEGER = /^-?\d+$/;

/** The bytes of a record; throws Failure `input` for a value that the data field cannot hold. */
export function encodeRecord(spec: RecordSpec): Uint8Array {
	if (spec.function === "manufacturer") return joinBytes([spec.dataField === 0x1f ? 0x1f : 0x0f], bytesOf(spec.value));
	const row = fieldRow(spec.dataField, spec.value);
	return joinBytes(encodeDib(spec, row.code), spec.vib, encodeData(row, spec.value));
}

function bytesOf(value: RecordSpec["value"]): Uint8Array {
	return value instanceof Uint8Array ? value : new Uint8Array(0);
}

function fieldRow(field: number | string, value: RecordSpec["value"]): DataFieldRow {
	const named = DATA_FIELDS.find(({ name }) => name === field);
	if (named !== undefined) return named;
	const [first, ...others] = DATA_FIELDS.filter(({ code }) => code === field);
	const variable =
		typeof value === "string" || others.length === 0 ? first : others.find(({ name }) => name === variableName(value));
	const row = variable ?? first;
	if (row === undefined) throw new Failure("input", { dataField: field });
	return row;
}

function variableName(value: RecordSpec["value"]): DataFieldName {
	if (typeof value === "number" || typeof value === "bigint") return value < 0 ? "negative-bcd" : "positive-bcd";
	return "binary";
}

function encodeDib(spec: RecordSpec, field: number): number[] {
	const { function: kind = "instantaneous", storage = 0, tariff = 0, subunit = 0 } = spec;
	const functionBits = FUNCTIONS.indexOf(kind);
	const dib = [field + functionBits * 16 + (storage % 2) * 64];
	let rest = { storage: Math.floor(storage / 2), tariff, subunit };
	while (rest.storage > 0 || rest.tariff > 0 || rest.subunit > 0) {
		dib[dib.length - 1] = (dib.at(-1) ?? 0) + 0x80;
		dib.push((rest.storage % 16) + (rest.tariff % 4) * 16 + (rest.subunit % 2) * 64);
		rest = {
			storage: Math.floor(rest.storage / 16),
			tariff: Math.floor(rest.tariff / 4),
			subunit: Math.floor(rest.subunit / 2),
		};
	}
	if (dib.length > 11) throw new Failure("input", { storage, tariff, subunit });
	return dib;
}

function encodeData(row: DataFieldRow, value: RecordSpec["value"]): Uint8Array {
	const data = value instanceof Uint8Array ? value : encodeValue(row, value);
	if (row.length === null) return joinBytes([lvarOf(row, data.length)], data);
	if (data.length !== row.length) throw new Failure("input", { dataField: row.name, length: data.length });
	return data;
}

function encodeValue(row: DataFieldRow, value: Exclude<RecordSpec["value"], Uint8Array>): Uint8Array {
	if (row.kind === "none") return new Uint8Array(0);
	if (value === null) return invalidMark(row);
	if (row.kind === "text") return textBytes(String(value));
	if (typeof value === "string") {
		const isDate = row.kind === "integer" && !INTEGER.test(value);
		return isDate ? encodeDate(value, row.length ?? 0) : encodeValue(row, numberOf(value));
	}
	if (row.kind === "real") return encodeReal(Number(value));
	if (row.kind === "bcd") return encodeBcd(value, row);
	if (row.kind === "integer" && row.length !== null) return encodeInteger(value, row.length);
	throw new Failure("input", { dataField: row.name, value: String(value) });
}

function numberOf(text: string): bigint {
	if (!INTEGER.test(text)) throw new Failure("input", { value: text.slice(0, 40) });
	return BigInt(text);
}

function encodeInteger(value: number | bigint, length: number): Uint8Array {
	const bits = BigInt(8 * length);
	const whole = typeof value === "bigint" || Number.isInteger(value);
	// Unsigned values (VIFE FC 11) use the upper half of the range.
	if (!whole || BigInt(value) < -(2n ** (bits - 1n)) || BigInt(value) >= 2n ** bits) {
		throw new Failure("input", { value: String(value), length });
	}
	return littleEndian(value, length);
}

function encodeReal(value: number): Uint8Array {
	const bytes = new Uint8Array(4);
	new DataView(bytes.buffer).setFloat32(0, value, true);
	return bytes;
}

function encodeBcd(value: number | bigint, row: DataFieldRow): Uint8Array {
	if (typeof value === "number" && !Number.isInteger(value)) throw new Failure("input", { value: String(value) });
	const number = BigInt(value);
	const digits = (number < 0n ? -number : number).toString();
	const length = row.length ?? Math.ceil(digits.length / 2);
	const fixedMinus = number < 0n && row.length !== null;
	const text = digits.padStart(2 * length, "0");
	if (text.length > 2 * length || (fixedMinus && !text.startsWith("0"))) throw new Failure("input", { value: digits });
	const bytes = new Uint8Array(length);
	for (let index = 0; index < length; index++)
		bytes[length - 1 - index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
	if (fixedMinus) bytes[length - 1] = (bytes[length - 1] ?? 0) | 0xf0;
	return bytes;
}

function invalidMark(row: DataFieldRow): Uint8Array {
	if (row.kind === "real") return encodeReal(Number.NaN);
	const bytes = new Uint8Array(row.length ?? 0);
	if (row.kind === "bcd") return bytes.fill(0xdd);
	if (row.kind === "integer") bytes[bytes.length - 1] = 0x80;
	return bytes;
}

function lvarOf(field: DataFieldRow, length: number): number {
	const kind = field.name === "negative-bcd" ? "negative-bcd" : field.kind;
	for (const row of LVARS) {
		const lvar = row.base + length / row.step;
		if (row.kind === kind && Number.isInteger(lvar) && lvar >= row.first && lvar <= row.last) return lvar;
	}
	throw new Failure("input", { dataField: field.name, length });
}

/** The 12 bytes of a long header, or the 4 of a short one when the id is empty; throws Failure `input`. */
export function encodeHeader(header: TelegramHeader, msbFirst = false): Uint8Array {
	const { id, manufacturer, version, medium, accessNumber, status, configuration } = header;
	const state = [accessNumber, status];
	const order = (bytes: Uint8Array) => (msbFirst ? bytes.reverse() : bytes);
	const tail = order(littleEndian(configuration, 2));
	if (id === "") return joinBytes(state, tail);
	const maker = order(littleEndian(manufacturerCode(manufacturer), 2));
	return joinBytes(order(encodeId(id)), maker, [version, medium, ...state], tail);
}

/** A telegram of a meter: what is left out has the usual value. */
export interface TelegramSpec {
	/** Primary address; 0 by default. */
	readonly address?: number;
	/** C field; 08 by default. */
	readonly control?: number;
	/** CI field: 72 (long header, default), 78 (no header), 7A (short header) or 76 (long header, high byte first). */
	readonly ci?: number;
	/** Needed for CI 72, 76 and 7A. */
	readonly header?: TelegramHeader;
	readonly records?: readonly RecordSpec[];
	/** Maker's data behind the records. */
	readonly manufacturerData?: Uint8Array;
	/** Another telegram follows: DIF 1F ends this one. */
	readonly moreFollows?: boolean;
}

/** The frame of a meter's telegram; throws Failure `input` for a value that does not fit. */
export function buildTelegram(spec: TelegramSpec): LongFrame {
	const { address = 0, control = 0x08, ci = 0x72, header, records = [], manufacturerData, moreFollows = false } = spec;
	const head =
		header === undefined ? new Uint8Array(0) : encodeHeader(ci === 0x7a ? { ...header, id: "" } : header, ci === 0x76);
	const block =
		moreFollows || manufacturerData !== undefined ? [moreFollows ? 0x1f : 0x0f, ...(manufacturerData ?? [])] : [];
	return { kind: "long", control, address, ci, data: joinBytes(head, ...records.map(encodeRecord), block) };
}

/** The bytes of a meter's telegram; throws Failure `input` for a value that does not fit, `too-long` over 252 bytes of data. */
export function encodeTelegram(spec: TelegramSpec): Uint8Array {
	return encodeFrame(buildTelegram(spec));
}
