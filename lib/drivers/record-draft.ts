import { isCumulative } from "../model/cumulative.ts";
import { decimalText, parseDecimal } from "../model/decimal.ts";
import type { Quantity } from "../model/quantity.ts";
import { counterModulus } from "../protocols/mbus/counter-modulus.ts";
import type { DataRecord } from "../protocols/mbus/record.ts";
import type { DatapointName, Driver } from "./driver.ts";
import { genericName } from "./generic-name.ts";
import { readManufacturerField } from "./manufacturer-field.ts";
import { type MatchCandidate, matchRecord } from "./match-record.ts";
import { type ReadingValue, recordValue } from "./record-value.ts";

/** What a record says, before its name is made unique within the read. */
export interface RecordDraft {
	readonly name: string;
	/** Named by the driver: such a name is handed out before the generic ones. */
	readonly named: boolean;
	readonly quantity: Quantity;
	readonly value: ReadingValue;
	/** Where a running counter begins again at zero, exact text in the unit of the value. */
	readonly modulus: string | null;
}

const GENERIC = { quantity: null, unit: null, wireUnit: null, scale: null, modulus: null } as const;

/**
 * What a driver, or null for none, makes of a record: nothing for a record without data (DIF 0 or 8) or one that is
 * hidden, several things for a manufacturer block with a layout, else one.
 */
export function recordDrafts(driver: Driver | null, candidate: MatchCandidate): RecordDraft[] {
	const { record } = candidate;
	if (hasNoData(record)) return [];
	const generic = () => [draftOf({ ...GENERIC, name: genericName(record) }, record, false)];
	if (driver === null) return generic();
	if (record.function === "manufacturer" && driver.manufacturerData.length > 0) return blockDrafts(driver, record);
	const rule = driver.datapoints.find(({ matches }) => matches.some((match) => matchRecord(match, candidate)));
	if (rule !== undefined) return [draftOf({ ...rule, name: filledIn(rule.name, record) }, record, true)];
	const hidden = driver.rest === "hide" || driver.hide.some((match) => matchRecord(match, candidate));
	return hidden ? [] : generic();
}

/** Whether there is nothing to read: DIF data field 0 (none), 8 (selection), DIF 7F or an empty manufacturer block. */
export function hasNoData(record: DataRecord): boolean {
	if (record.function === "manufacturer") return record.raw.length === 0;
	const [dif] = record.dib;
	// A counter of the fixed data structure has no DIF and always a value.
	return dif !== undefined && (record.vib.length === 0 || (dif & 0x07) === 0);
}

function draftOf(datapoint: DatapointName, record: DataRecord, named: boolean): RecordDraft {
	const own = recordValue(record, datapoint);
	// What a meter sends as the unit of a text (VIF 7C) is a label, which the driver has a name for.
	const isLabel = named && datapoint.unit === null && typeof own.value === "string";
	const value = isLabel ? { ...own, unit: "" } : own;
	const quantity = datapoint.quantity ?? record.quantity;
	const isCounter = datapoint.modulus !== null || isCumulative(quantity, datapoint.name);
	const modulus = isCounter && isPresent(record) ? modulusOf(record, datapoint, value) : null;
	return { name: datapoint.name, named, quantity, value, modulus };
}

/** Neither an extreme nor a value of the past. */
function isPresent(record: DataRecord): boolean {
	return record.function === "instantaneous" && record.storage === 0;
}

/** What the driver knows of the meter's display, else what the data type says. */
function modulusOf(record: DataRecord, datapoint: DatapointName, value: ReadingValue): string | null {
	if (datapoint.modulus !== null) return decimalText(datapoint.modulus);
	const exact = typeof value.value === "number" ? counterModulus(record) : null;
	if (exact === null) return null;
	const scaled = recordValue({ unit: record.unit, value: Number(exact), exact, reason: null }, datapoint);
	return typeof scaled.value === "number" ? (scaled.exact ?? plainText(scaled.value)) : null;
}

function plainText(value: number): string | null {
	const decimal = parseDecimal(String(value));
	return decimal === null ? null : decimalText(decimal);
}

function blockDrafts(driver: Driver, record: DataRecord): RecordDraft[] {
	return driver.manufacturerData.map((field) => ({
		name: field.name,
		named: true,
		quantity: field.quantity ?? "manufacturer-specific",
		value: recordValue(readManufacturerField(field, record.raw), field),
		modulus: field.modulus === null ? null : decimalText(field.modulus),
	}));
}

function filledIn(name: string, record: DataRecord): string {
	if (!name.includes("{")) return name;
	return name
		.replaceAll("{storage}", String(record.storage))
		.replaceAll("{tariff}", String(record.tariff))
		.replaceAll("{subunit}", String(record.subunit));
}
