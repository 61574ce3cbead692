import type { SeriesRows } from "../chunk/series-rows.ts";
import { lowerBound } from "../lower-bound.ts";
import { DEVICE_TIME, type Segment, type Series } from "./segment.ts";
import { plainNumber } from "./stored-value.ts";

/** Names of the hidden series that may hold the device's own time for a datapoint, the most particular first. */
export function deviceTimeNames(datapoint: string): readonly [own: string, shared: string] {
	const storage = datapoint.indexOf("@");
	// All values of one storage number have the same time stamp.
	return [`${DEVICE_TIME}:${datapoint}`, DEVICE_TIME + (storage < 0 ? "" : datapoint.slice(storage))];
}

/** True where readings of the series may carry the device's own time. */
export function isTimed({ segments }: Series): boolean {
	return segments.some((segment) => segment.isTimed);
}

/** Rows of a segment of a hidden series. */
export interface HiddenRows {
	readonly segment: Segment;
	readonly rows: SeriesRows;
}

/** The time kept at an instant, UTC ms; NaN for none. */
export function deviceTimeAt(hidden: readonly HiddenRows[], time: number): number {
	for (const { segment, rows } of hidden) {
		const at = lowerBound(rows.times, time);
		if (rows.times[at] === time) return plainNumber(Number(rows.values[at]), segment.exponent);
	}
	return Number.NaN;
}
