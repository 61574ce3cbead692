/** One kind of data of a record; a null length is variable, behind an LVAR byte. */
export interface DataFieldRow {
	readonly name: string;
	/** Low four bits of the DIF. */
	readonly code: number;
	readonly kind: "none" | "integer" | "real" | "bcd" | "text" | "binary";
	readonly length: number | null;
}

/** EN 13757-3, tables 4 and 5: data fields by name. */
export const DATA_FIELDS = [
	{ name: "none", code: 0x0, kind: "none", length: 0 },
	{ name: "int8", code: 0x1, kind: "integer", length: 1 },
	{ name: "int16", code: 0x2, kind: "integer", length: 2 },
	{ name: "int24", code: 0x3, kind: "integer", length: 3 },
	{ name: "int32", code: 0x4, kind: "integer", length: 4 },
	{ name: "real32", code: 0x5, kind: "real", length: 4 },
	{ name: "int48", code: 0x6, kind: "integer", length: 6 },
	{ name: "int64", code: 0x7, kind: "integer", length: 8 },
	{ name: "selection", code: 0x8, kind: "none", length: 0 },
	{ name: "bcd2", code: 0x9, kind: "bcd", length: 1 },
	{ name: "bcd4", code: 0xa, kind: "bcd", length: 2 },
	{ name: "bcd6", code: 0xb, kind: "bcd", length: 3 },
	{ name: "bcd8", code: 0xc, kind: "bcd", length: 4 },
	{ name: "text", code: 0xd, kind: "text", length: null },
	{ name: "binary", code: 0xd, kind: "binary", length: null },
	{ name: "positive-bcd", code: 0xd, kind: "bcd", length: null },
	{ name: "negative-bcd", code: 0xd, kind: "bcd", length: null },
	{ name: "bcd12", code: 0xe, kind: "bcd", length: 6 },
] as const satisfies readonly DataFieldRow[];

/** Name of a data field. */
export type DataFieldName = (typeof DATA_FIELDS)[number]["name"];
