import type { Quantity } from "../../model/quantity.ts";
import type { Unit } from "../../model/unit.ts";
import type { ValueType } from "../chunk/series-rows.ts";
import type { ValueKind } from "./stored-value.ts";

/** What a series is: how it is summed up. */
export type SeriesKind = "gauge" | "counter" | "state";

/** What all values of a segment have in common. */
export interface SegmentTraits {
	readonly unit: Unit;
	readonly quantity: Quantity;
	readonly kind: SeriesKind;
	readonly value: ValueKind;
	/** Exact decimal text at which a counter rolls over, in its unit; null for never. */
	readonly modulus: string | null;
}

/** A stretch of a series with one unit and one resolution: a row of the table `series`. */
export interface Segment extends SegmentTraits {
	readonly sid: number;
	readonly seg: number;
	readonly block: number;
	readonly exponent: number;
	readonly type: ValueType;
	/** A meter after an exchange or a reset is a new epoch. */
	readonly epoch: number;
	readonly meter: string | null;
	/** May become known later than the first reading. */
	modulus: string | null;
	/** First and last time in chunks, UTC ms; null while nothing is compacted. */
	first: number | null;
	last: number | null;
	/** True where readings of it carry the device's own time. */
	isTimed: boolean;
}

/** The newest value of a series. */
export interface LatestValue {
	readonly time: number;
	readonly segment: Segment;
	readonly value: number | bigint;
	readonly quality: number;
}

/** A datapoint of a device with all its segments. */
export interface Series {
	readonly id: number;
	readonly did: number;
	readonly device: string;
	readonly datapoint: string;
	/** The device's own clock, kept beside its readings. */
	readonly isHidden: boolean;
	readonly segments: Segment[];
	/** The segment that the last value went to. */
	current: Segment | null;
	/** Undefined until it was looked up. */
	latest: LatestValue | null | undefined;
	/** First time of what may not be in chunks yet, UTC ms; infinite for none. */
	firstHot: number;
	epoch: number;
}

/** How the datapoints of the hidden series begin that keep a device's own time stamps. */
export const DEVICE_TIME = "#device-time";
