import type { Quantity } from "../../model/quantity.ts";
import type { Unit } from "../../model/unit.ts";
import type { SeriesKind } from "./segment.ts";
import type { ValueKind } from "./stored-value.ts";

/** What the readings of a segment have in common, as the main thread needs to know it. */
export interface PageName {
	readonly device: string;
	readonly datapoint: string;
	readonly quantity: Quantity;
	readonly unit: Unit;
	readonly kind: SeriesKind;
	readonly value: ValueKind;
	readonly modulus: string | null;
}

/** Before all series. */
export const FIRST_RANK = -1;

/** Where a page ends: all before `time`, and at it the series up to `rank` (below 0 for none). */
export interface PageEnd {
	readonly time: number;
	readonly rank: number;
}

/** Readings on their way out of the store, as columns in the order of time. */
export interface Page {
	/** Numbers of segments. */
	readonly sids: Int32Array;
	readonly times: Float64Array;
	/** The value as a double; 0 or 1 for a boolean; meaningless for text. */
	readonly values: Float64Array;
	readonly flags: Uint16Array;
	/** NaN where the device said nothing of its own time. */
	readonly deviceTimes: Float64Array;
	/** Texts, and exact numbers where the double would lose digits, by row. */
	readonly texts: ReadonlyMap<number, string>;
	/** Names that were not told before. */
	readonly names: ReadonlyMap<number, PageName>;
	/** Null where nothing follows. */
	readonly next: PageEnd | null;
}

/** What a page is to hold. */
export interface PageRequest {
	/** Null for all. */
	readonly devices: ReadonlySet<string> | null;
	readonly datapoints: ReadonlySet<string> | null;
	readonly from: PageEnd;
	readonly to: number;
	/** At most so many readings; a page may hold fewer before the end. */
	readonly limit: number;
}
