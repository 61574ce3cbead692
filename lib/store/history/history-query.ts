import type { Quantity } from "../../model/quantity.ts";
import type { Unit } from "../../model/unit.ts";

/** How the readings of a step become one value. `delta` is the consumption of a counter, `twMean` the mean weighted by time. */
export type HistoryAggregate = "min" | "max" | "mean" | "twMean" | "first" | "last" | "sum" | "delta" | "count";

/** Where the value of a counter on a boundary is taken from. */
export type BoundaryRule = "nearest" | "last-before" | "interpolate";

/** A series as the user names it: all its segments together. */
export interface SeriesName {
	readonly device: string;
	readonly datapoint: string;
}

/** What to hand out for the half-open period [from, to), UTC ms. */
export interface HistoryQuery {
	readonly series: readonly SeriesName[];
	readonly from: number;
	readonly to: number;
	/** `raw`, or an ISO 8601 duration: `PT15M`, `PT1H`, `P1D`, `P1W`, `P1M`, `P1Y`. */
	readonly step: string;
	/** IANA zone whose local midnight the steps start at. */
	readonly zone: string;
	/** Not looked at for `raw`. */
	readonly aggregate: HistoryAggregate;
	/** For `delta`; default `nearest` within half a step, at most 5 minutes. */
	readonly boundary?: BoundaryRule;
	/** For `delta`: farthest that a reading may be from a boundary, ms. Where given, a step without readings at both its ends has no value, also where the series begins or ends. */
	readonly windowMs?: number;
	/** Raw data above so many points per series is thinned to the lowest and highest of each stretch; default none. */
	readonly maxPoints?: number;
	/** Also hand out exact decimal text. */
	readonly exact?: boolean;
}

/** One answered series, as columns of equal length. A step without data has no row: gaps stay gaps. */
export interface HistorySeries extends SeriesName {
	readonly quantity: Quantity;
	readonly unit: Unit;
	readonly kind: "gauge" | "counter" | "state";
	/** Start of the step, or time of the reading, UTC ms. */
	readonly t: Float64Array;
	/** NaN where the value is text, or was answered as null. */
	readonly v: Float64Array;
	/** OR of the flags that went into the value (see `flags.ts`). */
	readonly q: Uint16Array;
	/** Readings that went into each value; absent for `raw`. */
	readonly count?: Uint32Array;
	/** Share of the step's time with good data, 0–1; absent for `raw`. */
	readonly coverage?: Float32Array;
	/** Exact decimal text, on request. */
	readonly exact?: readonly string[];
	/** Texts of a state that is text; absent otherwise. */
	readonly text?: readonly string[];
	/** True where raw data was thinned to `maxPoints`. */
	readonly thinned: boolean;
}
