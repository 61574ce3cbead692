import type { DataKind } from "./value.ts";

/** One range of the LVAR byte; the data has (LVAR − `base`) × `step` bytes. */
export interface LvarRow {
	readonly first: number;
	readonly last: number;
	readonly kind: DataKind;
	readonly base: number;
	readonly step: number;
}

/** EN 13757-3, table 5: the LVAR byte in front of variable data; what is missing is reserved. */
export const LVARS = [
	{ first: 0x00, last: 0xbf, kind: "text", base: 0x00, step: 1 },
	{ first: 0xc0, last: 0xc9, kind: "bcd", base: 0xc0, step: 1 },
	{ first: 0xd0, last: 0xd9, kind: "negative-bcd", base: 0xd0, step: 1 },
	{ first: 0xe0, last: 0xef, kind: "binary", base: 0xe0, step: 1 },
	{ first: 0xf0, last: 0xf4, kind: "binary", base: 0xec, step: 4 },
	{ first: 0xf5, last: 0xf6, kind: "binary", base: 0xf2, step: 16 },
] as const satisfies readonly LvarRow[];

/** Kind and number of data bytes behind an LVAR byte; null for a reserved one. */
export function lvarRow(lvar: number): { kind: DataKind; length: number } | null {
	const row = LVARS.find(({ first, last }) => lvar >= first && lvar <= last);
	return row === undefined ? null : { kind: row.kind, length: (lvar - row.base) * row.step };
}
