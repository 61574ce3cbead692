import type { FailureCode } from "../../model/failure.ts";
import { toHex } from "../../model/hex.ts";
import type { DataRecord } from "./record.ts";
import { FILLER, MANUFACTURER, MANUFACTURER_MORE, type RecordShape, ShapeReader } from "./record-shape.ts";
import { dataValue } from "./value.ts";

/** The records of a telegram; what stands before a defect is kept. */
export interface RecordsResult {
	readonly status: "ok" | "partial";
	readonly code: FailureCode | null;
	/** Where the defect is, counted like the offsets of the records; null when there is none. */
	readonly offset: number | null;
	readonly records: DataRecord[];
	/** DIF 1F: the meter has another telegram. */
	readonly moreFollows: boolean;
}

/** How the bytes of records are to be read. */
export interface RecordsOptions {
	/** Offset of the first byte within the telegram; 0 by default. */
	readonly offset?: number;
	/** CI 76: the most significant byte of the data comes first. */
	readonly msbFirst?: boolean;
	/** Device type of the header, where known: decides codes that were given twice. */
	readonly medium?: number;
}

const NO_BYTES = new Uint8Array(0);
const NO_MODIFIERS: readonly string[] = [];

/** Decodes data records (EN 13757-3, clause 6). Never throws: a broken record ends the list with a code. */
export function decodeRecords(data: Uint8Array, options: RecordsOptions = {}): RecordsResult {
	const { offset = 0, msbFirst = false, medium = null } = options;
	const reader = new ShapeReader(data, medium);
	const records: DataRecord[] = [];
	let position = 0;
	while (position < data.length) {
		const dif = data[position] ?? 0;
		if (dif === FILLER) {
			position++;
			continue;
		}
		if (dif === MANUFACTURER || dif === MANUFACTURER_MORE) {
			records.push(manufacturerRecord(data, position, { index: records.length, offset }));
			return { status: "ok", code: null, offset: null, records, moreFollows: dif === MANUFACTURER_MORE };
		}
		const shape = reader.read(position);
		if (shape.code !== null) {
			return { status: "partial", code: shape.code, offset: offset + shape.at, records, moreFollows: false };
		}
		records.push(recordOf(data, shape, { index: records.length, offset, msbFirst }));
		position = shape.end;
	}
	return { status: "ok", code: null, offset: null, records, moreFollows: false };
}

interface Place {
	readonly index: number;
	readonly offset: number;
	readonly msbFirst?: boolean;
}

function recordOf(data: Uint8Array, shape: RecordShape, { index, offset, msbFirst }: Place): DataRecord {
	const { dib, vib, kind } = shape;
	const { meaning } = vib;
	const raw = data.subarray(shape.dataStart, shape.end);
	const ordered = msbFirst === true && kind !== "binary" && meaning.kind !== "bytes" ? raw.slice().reverse() : raw;
	const { value, exact, reason } = dataValue(kind, ordered, meaning);
	return {
		index,
		function: dib.function,
		storage: dib.storage,
		tariff: dib.tariff,
		subunit: dib.subunit,
		quantity: meaning.quantity,
		unit: meaning.unit,
		value,
		exact,
		modifiers: meaning.modifiers,
		reason,
		dib: dib.bytes,
		vib: vib.bytes,
		raw,
		offset: offset + shape.start,
		length: shape.end - shape.start,
	};
}

/** The block behind DIF 0F or 1F. */
function manufacturerRecord(data: Uint8Array, position: number, { index, offset }: Place): DataRecord {
	const raw = data.subarray(position + 1);
	return rawRecord(raw, { index, offset: offset + position, dib: data.subarray(position, position + 1) });
}

/** A record of the maker's own bytes, behind DIF 0F or 1F or a CI of his own (`dib` is empty then): raw, in wire order. */
export function rawRecord(raw: Uint8Array, place: { index: number; offset: number; dib: Uint8Array }): DataRecord {
	return {
		index: place.index,
		function: "manufacturer",
		storage: 0,
		tariff: 0,
		subunit: 0,
		quantity: "manufacturer-specific",
		unit: "",
		value: toHex(raw),
		exact: null,
		modifiers: NO_MODIFIERS,
		reason: null,
		dib: place.dib,
		vib: NO_BYTES,
		raw,
		offset: place.offset,
		length: place.dib.length + raw.length,
	};
}
