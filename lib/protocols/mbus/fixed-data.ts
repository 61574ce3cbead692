import { toHex } from "../../model/hex.ts";
import { joinBytes } from "./bytes.ts";
import { FIXED_MEDIA, FIXED_UNITS, type FixedUnitRow } from "./fixed-unit-table.ts";
import type { TelegramHeader } from "./header.ts";
import type { Meaning } from "./meaning.ts";
import { noValue, type Value } from "./number-value.ts";
import type { DataRecord } from "./record.ts";
import { dataValue } from "./value.ts";

/** Length of the data of a fixed structure (CI 73, 77). */
export const FIXED_LENGTH = 16;

const HISTORIC = 0x3e;
const BINARY_COUNTERS = 0x80;
const STORED = 0x40;
const UNKNOWN: FixedUnitRow = { first: 0, last: 0, quantity: "unknown", unit: "", exponent: 0 };
const NO_BYTES = new Uint8Array(0);

/** What the 16 bytes of a fixed structure hold. */
export interface FixedData {
	readonly header: TelegramHeader;
	readonly records: DataRecord[];
}

/** Decodes the fixed data structure (EN 1434-3:1997): two counters with a unit each. `offset` is that of the first byte. */
export function decodeFixedData(data: Uint8Array, offset: number, msbFirst: boolean): FixedData {
	const [accessNumber = 0, status = 0, unit1 = 0, unit2 = 0] = data.subarray(4);
	const code = (unit1 >> 6) + 4 * (unit2 >> 6);
	const header: TelegramHeader = {
		id: toHex(ordered(data.subarray(0, 4), msbFirst).slice().reverse()),
		manufacturer: "",
		version: 0,
		medium: FIXED_MEDIA[code]?.medium ?? 0,
		accessNumber,
		status,
		configuration: 0,
	};
	const historic = (unit2 & 0x3f) === HISTORIC;
	const stored = (status & STORED) === 0 ? 0 : 1;
	const counter = { data, offset, msbFirst, binary: (status & BINARY_COUNTERS) !== 0 };
	const first = counterRecord({ ...counter, index: 0, unitAt: 6, storage: stored }, unit1);
	const second = { ...counter, index: 1, unitAt: 7, storage: historic ? 1 : stored };
	return { header, records: [first, counterRecord(second, historic ? unit1 : unit2)] };
}

interface Counter {
	readonly data: Uint8Array;
	readonly offset: number;
	readonly msbFirst: boolean;
	readonly binary: boolean;
	readonly index: number;
	readonly unitAt: number;
	readonly storage: number;
}

function counterRecord(counter: Counter, unitByte: number): DataRecord {
	const { data, index, unitAt, storage } = counter;
	const unit = unitByte & 0x3f;
	const row: FixedUnitRow = FIXED_UNITS.find(({ first, last }) => unit >= first && unit <= last) ?? {
		...UNKNOWN,
		first: unit,
	};
	const raw = data.subarray(8 + 4 * index, 12 + 4 * index);
	return {
		index,
		function: "instantaneous",
		storage,
		tariff: 0,
		subunit: 0,
		quantity: row.quantity,
		unit: row.unit,
		...counterValue(ordered(raw, counter.msbFirst), row, { exponent: row.exponent + unit - row.first, ...counter }),
		modifiers: [],
		dib: NO_BYTES,
		vib: data.subarray(unitAt, unitAt + 1),
		raw,
		offset: counter.offset + 8 + 4 * index,
		length: 4,
	};
}

function ordered(raw: Uint8Array, msbFirst: boolean): Uint8Array {
	return msbFirst ? raw.slice().reverse() : raw;
}

function counterValue(raw: Uint8Array, row: FixedUnitRow, how: { exponent: number; binary: boolean }): Value {
	if (row.kind !== undefined) return calendarValue(raw, row.kind, how.binary);
	const meaning: Meaning = {
		quantity: row.quantity,
		unit: row.unit,
		exponent: how.exponent,
		factor: 1,
		addend: null,
		kind: "number",
		digits: false,
		bits: true,
		unsigned: false,
		failed: false,
		modifiers: [],
	};
	return dataValue(how.binary ? "integer" : "bcd", raw, meaning);
}

/** Seconds, minutes, hours or day, month, two-digit year, lowest byte first. */
function calendarValue(raw: Uint8Array, kind: "time" | "day", binary: boolean): Value {
	const parts = Array.from(raw.subarray(0, 3), (byte) => (binary ? byte : (byte >> 4) * 10 + (byte & 0x0f)));
	const [low = 0, middle = 0, high = 0] = parts;
	const two = (number: number) => number.toString().padStart(2, "0");
	if (kind === "time") {
		if (low > 59 || middle > 59 || high > 23) return noValue("invalid-date");
		return { value: `${two(high)}:${two(middle)}:${two(low)}`, exact: null, reason: null };
	}
	const text = `${high > 80 ? 1900 + high : 2000 + high}-${two(middle)}-${two(low)}`;
	const time = Date.parse(`${text}T00:00:00Z`);
	const real = high < 100 && !Number.isNaN(time) && new Date(time).getUTCDate() === low;
	return real ? { value: text, exact: null, reason: null } : noValue("invalid-date");
}

/** The 16 bytes of a fixed structure; `units` as on the wire, `counters` four bytes each, lowest first. */
export function encodeFixedData(
	header: Pick<TelegramHeader, "accessNumber" | "status"> & { readonly id: Uint8Array },
	units: readonly [number, number],
	counters: readonly [Uint8Array, Uint8Array],
): Uint8Array {
	return joinBytes(header.id, [header.accessNumber, header.status, ...units], ...counters);
}
