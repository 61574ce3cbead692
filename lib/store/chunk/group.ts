import type { ValueType } from "./series-rows.ts";

/** A column of a group: the values of one series on some or all of the group's rows. */
export interface Column {
	readonly sid: number;
	readonly exponent: number;
	readonly type: ValueType;
	/** Rows that have a value, rising; null for all. */
	readonly rows: Uint32Array | null;
	/** One value per present row; 64-bit patterns for the types 1–3. */
	readonly values: Float64Array | BigInt64Array;
	/** One per present row; null where all are 0. */
	readonly quality: Uint32Array | null;
}

/** Columns that share a list of times. */
export interface Group {
	/** UTC ms, rising. */
	readonly times: Float64Array;
	readonly columns: readonly Column[];
}

/** Most rows of a group. */
export const MOST_ROWS = 2 ** 24;
/** Most times and values of a chunk all together: runs of zeros take no bytes, so that a few bytes could ask for any memory. */
export const MOST_CELLS = 2 ** 25;
/** Largest element of a difference of plain numbers. */
export const LARGEST_ELEMENT = 2 ** 52 - 1;
/** Bit of a column's code: not every time of its group has a value. */
export const SPARSE = 16;
/** Bit of a column's code: at least one value has a quality other than 0. */
export const WITH_QUALITY = 32;
