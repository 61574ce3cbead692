import type { RecordSpec } from "../../protocols/mbus/encode-records.ts";

/** Storage, tariff, subunit and function of a record where they are not 0 and instantaneous. */
export type RecordPlace = Pick<RecordSpec, "function" | "storage" | "tariff" | "subunit">;

/** An integer or BCD record; a number is cut down to a whole one, as a counter does, so that it never runs ahead. */
export function record(
	dataField: RecordSpec["dataField"],
	vib: readonly number[],
	value: number | string | Uint8Array | null,
	place: RecordPlace = {},
): RecordSpec {
	return { ...place, dataField, vib, value: typeof value === "number" ? Math.floor(value) : value };
}

/** Steps of a floating-point value: a power of two, so that it is exact on the wire. */
const REAL_STEPS = 64;

/** A floating-point record in steps of 1/64. */
export function real(vib: readonly number[], value: number, place: RecordPlace = {}): RecordSpec {
	return { ...place, dataField: "real32", vib, value: Math.round(value * REAL_STEPS) / REAL_STEPS };
}

/** VIF 7C or FC with a text unit (EN 13757-3, annex C): length, then the last character first. */
export function textUnit(vif: number, unit: string, vife: readonly number[] = []): number[] {
	return [vif, unit.length, ...Array.from(unit, (character) => character.charCodeAt(0)).reverse(), ...vife];
}
