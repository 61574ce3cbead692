import type { Quantity } from "../../model/quantity.ts";
import type { Unit } from "../../model/unit.ts";
import type { SeriesKind } from "./segment.ts";
import type { ValueKind } from "./stored-value.ts";

/** How the mantissa of a row is to be read. */
export const ROW = {
	/** mantissa × 10^exponent */
	decimal: 0,
	/** a double as it is */
	double: 1,
	/** index of a text: text, or exact decimal text */
	text: 2,
	/** answered as null */
	none: 3,
} as const;

/** What the main thread says of a series, once. */
export interface BatchName {
	readonly device: string;
	readonly datapoint: string;
	readonly quantity: Quantity;
	readonly unit: Unit;
	readonly kind: SeriesKind;
	readonly value: ValueKind;
	readonly modulus: string | null;
	readonly meter: string | null;
}

/** Readings on their way into the store, as columns. */
export interface Batch {
	readonly count: number;
	/** Numbers of names, given by the main thread. */
	readonly names: Int32Array;
	readonly times: Float64Array;
	readonly kinds: Uint8Array;
	readonly mantissas: Float64Array;
	readonly exponents: Int16Array;
	readonly flags: Uint16Array;
	/** NaN where the device said nothing of its own time. */
	readonly deviceTimes: Float64Array;
	readonly texts: readonly string[];
	/** Names that the worker has not heard of yet. */
	readonly fresh: readonly (readonly [number: number, name: BatchName])[];
}
