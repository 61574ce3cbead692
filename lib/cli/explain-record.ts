import { DATA_FIELDS } from "../protocols/mbus/data-field-table.ts";
import type { DataRecord } from "../protocols/mbus/record.ts";
import type { TelegramResult } from "../protocols/mbus/telegram.ts";
import type { TelegramPart } from "./telegram-part.ts";

/** The records between two places of the telegram, and what lies between them: fillers, or bytes nobody can read. */
export function recordParts(result: TelegramResult, body: { offset: number; end: number }): TelegramPart[] {
	const parts: TelegramPart[] = [];
	let at = body.offset;
	for (const record of result.records) {
		if (record.offset > at) parts.push({ offset: at, length: record.offset - at, key: "filler", values: {} });
		parts.push(...partsOf(record));
		at = record.offset + record.length;
	}
	if (at < body.end) parts.push(restPart(result, at, body.end - at));
	return parts;
}

function restPart({ status, code, records }: TelegramResult, offset: number, length: number): TelegramPart {
	if (status === "ok") return { offset, length, key: records.length === 0 ? "data" : "filler", values: {} };
	return { offset, length, key: "defect", values: { code } };
}

function partsOf(record: DataRecord): TelegramPart[] {
	const { offset, dib, raw, length } = record;
	// A counter of the fixed data structure has no DIF, and its unit stands in the header.
	const vib = dib.length === 0 ? dib : record.vib;
	const values = recordValues(record);
	const between = length - dib.length - vib.length - raw.length;
	const vifs = offset + dib.length;
	const lengths = vifs + vib.length;
	const manufacturer = record.function === "manufacturer";
	const parts: TelegramPart[] = [
		{ offset, length: Math.min(1, dib.length), key: manufacturer ? "record.manufacturer" : "record.dif", values },
		{ offset: offset + 1, length: dib.length - 1, key: "record.dife", values },
		{ offset: vifs, length: Math.min(1, vib.length), key: "record.vif", values },
		{ offset: vifs + 1, length: vib.length - 1, key: "record.vife", values },
		{ offset: lengths, length: between, key: "record.length", values },
		{ offset: lengths + Math.max(0, between), length: raw.length, key: "record.data", values },
	];
	return parts.filter((part) => part.length > 0);
}

function recordValues(record: DataRecord) {
	const { storage, tariff, subunit, quantity, unit, value, exact, modifiers } = record;
	return {
		index: record.index,
		function: record.function,
		field: fieldName((record.dib[0] ?? 0) & 0x0f),
		storage,
		tariff,
		subunit,
		quantity,
		unit,
		modifiers: modifiers.join(", "),
		value: exact ?? (value === null ? `– (${record.reason ?? "?"})` : String(value)),
		bytes: record.raw.length,
	};
}

/** EN 13757-3, table 4: what DIF bits 3–0 say of the data. */
function fieldName(field: number): string {
	const row = DATA_FIELDS.find(({ code }) => code === field);
	if (row === undefined) return "special";
	return row.length === null ? "variable" : row.name;
}
