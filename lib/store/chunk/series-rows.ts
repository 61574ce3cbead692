/** How the 64 bits of a value are to be read: 0 decimal mantissa (at most 2^53 − 1), 1 int64, 2 uint64, 3 IEEE double. */
export type ValueType = 0 | 1 | 2 | 3;

/** Rows of one series in the order of time, as columns. All arrays have the same length. */
export interface SeriesRows {
	/** Number of the series (of the segment) in its file. */
	readonly sid: number;
	/** The value is `values[i] × 10^exponent`; 0 for doubles. */
	readonly exponent: number;
	readonly type: ValueType;
	/** UTC ms, rising, no two equal. */
	readonly times: Float64Array;
	/** Whole numbers for type 0; else the 64 bits, of a uint64 or double reinterpreted as a signed number. */
	readonly values: Float64Array | BigInt64Array;
	/** Flags (bits 0–15, see `flags.ts`) + revision × 65 536. */
	readonly quality: Uint32Array;
}
