import { DATA_FIELDS } from "./data-field-table.ts";
import type { DataKind } from "./value.ts";

/** Kind and number of bytes of a data field with fixed length. */
export interface FixedField {
	readonly kind: DataKind;
	readonly length: number;
}

/** EN 13757-3, table 4: data fields of the DIF, by code; null for D (variable) and F (special). */
export const FIELDS: readonly (FixedField | null)[] = Array.from({ length: 16 }, (_, field) => {
	const row = DATA_FIELDS.find(({ code }) => code === field);
	return row === undefined || row.length === null ? null : { kind: row.kind, length: row.length };
});
