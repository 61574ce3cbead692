import type { Decimal } from "../../model/decimal.ts";
import type { Reading } from "../../model/reading.ts";
import type { RecordSpec } from "../../protocols/mbus/encode-records.ts";
import type { RecordFunction } from "../../protocols/mbus/record.ts";
import { VIF_ROWS, type VifRow } from "./vif-table.ts";

const LARGEST_INT32 = 0x7fffffffn;
/** A row whose steps are at least this fine may round; a coarser one would lose too much. */
const FINE_ENOUGH = -3;
/** VIF of a unit in plain text (EN 13757-3, 6.4.4). */
const PLAIN_TEXT_VIF = 0x7c;

function functionOf(datapoint: string): RecordFunction {
	const word = /-(max|min|error)(?=-|@|~|$)/.exec(datapoint)?.[1];
	if (word === "max") return "maximum";
	if (word === "min") return "minimum";
	return word === "error" ? "error" : "instantaneous";
}

function numberAfter(datapoint: string, mark: RegExp): number {
	return Number(mark.exec(datapoint)?.[1] ?? 0);
}

/** Mantissa and power of ten of a number as it is written. */
function decimalOf({ value, exact }: Reading): Decimal | null {
	const text = typeof value === "boolean" ? String(Number(value)) : (exact ?? String(value));
	const match = /^(-?\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text);
	if (match === null) return null;
	const [, whole = "0", fraction = "", exponent = "0"] = match;
	return { mantissa: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

function rounded(mantissa: bigint, digits: number): bigint {
	const divisor = 10n ** BigInt(digits);
	const half = mantissa < 0n ? -divisor / 2n : divisor / 2n;
	return (mantissa + half) / divisor;
}

function whole(value: bigint): Pick<RecordSpec, "dataField" | "value"> {
	const small = value <= LARGEST_INT32 && value >= -LARGEST_INT32;
	return small ? { dataField: "int32", value: Number(value) } : { dataField: "int64", value };
}

function vib({ vif, least }: VifRow, exponent: number): number[] {
	return [...vif.slice(0, -1), (vif.at(-1) ?? 0) + exponent - least];
}

/** The value with the power of ten that keeps all its digits, where the VIF has one. */
function measured(row: VifRow, decimal: Decimal, shift: number): Pick<RecordSpec, "dataField" | "value" | "vib"> {
	const exponent = decimal.exponent + shift;
	const chosen = Math.min(Math.max(exponent, row.least), row.most);
	if (exponent >= chosen) {
		return { vib: vib(row, chosen), ...whole(decimal.mantissa * 10n ** BigInt(exponent - chosen)) };
	}
	if (row.least <= FINE_ENOUGH)
		return { vib: vib(row, chosen), ...whole(rounded(decimal.mantissa, chosen - exponent)) };
	const value = Number(decimal.mantissa) * 10 ** (exponent - chosen);
	return { vib: vib(row, chosen), dataField: "real32", value };
}

function inPlainText(unit: string, decimal: Decimal): Pick<RecordSpec, "dataField" | "value" | "vib"> {
	const text = Array.from(unit, (character) => character.charCodeAt(0) & 0xff).reverse();
	const value = Number(decimal.mantissa) * 10 ** decimal.exponent;
	return { vib: [PLAIN_TEXT_VIF, text.length, ...text], dataField: "real32", value };
}

function valueRecord(reading: Reading): Pick<RecordSpec, "dataField" | "value" | "vib"> | null {
	const { quantity, unit } = reading;
	const row = VIF_ROWS.find(
		(candidate) => unit in candidate.units && candidate.quantities?.includes(quantity) !== false,
	);
	if (reading.value === null) return row === undefined ? null : { vib: [...row.vif], dataField: "int32", value: null };
	const decimal = decimalOf(reading);
	if (decimal === null) return null;
	return row === undefined ? inPlainText(unit, decimal) : measured(row, decimal, row.units[unit] ?? 0);
}

/** The data record that says the same as a reading; null for texts and dates, which have no place in it. */
export function readingRecord(reading: Reading): RecordSpec | null {
	const value = valueRecord(reading);
	if (value === null) return null;
	const { datapoint } = reading;
	return {
		...value,
		function: functionOf(datapoint),
		storage: numberAfter(datapoint, /@(\d+)/),
		tariff: numberAfter(datapoint, /-tariff(\d+)/),
		subunit: numberAfter(datapoint, /-unit(\d+)/),
	};
}
