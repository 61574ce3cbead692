import type { DataKind } from "./value.ts";

/** Kind and number of bytes of a data field with fixed length. */
export interface FixedField {
	readonly kind: DataKind;
	readonly length: number;
}

/** EN 13757-3, table 4: data fields of the DIF, by code; null for D (variable) and F (special). */
export const FIELDS: readonly (FixedField | null)[] = [
	{ kind: "none", length: 0 },
	{ kind: "integer", length: 1 },
	{ kind: "integer", length: 2 },
	{ kind: "integer", length: 3 },
	{ kind: "integer", length: 4 },
	{ kind: "real", length: 4 },
	{ kind: "integer", length: 6 },
	{ kind: "integer", length: 8 },
	{ kind: "none", length: 0 },
	{ kind: "bcd", length: 1 },
	{ kind: "bcd", length: 2 },
	{ kind: "bcd", length: 3 },
	{ kind: "bcd", length: 4 },
	null,
	{ kind: "bcd", length: 6 },
	null,
];
