import type { SeriesRows } from "../chunk/series-rows.ts";
import { REVISION } from "../flags.ts";
import { lowerBound } from "../lower-bound.ts";
import type { Segment, Series } from "./segment.ts";

/** Rows of several segments in the order of time. */
export interface SortedRows {
	readonly times: Float64Array;
	/** Index into `parts`, and the row within. */
	readonly part: Uint32Array;
	readonly row: Uint32Array;
	readonly parts: readonly { readonly segment: Segment; readonly series: Series; readonly rows: SeriesRows }[];
}

type Part = SortedRows["parts"][number];

/** A sort of plain numbers holds a time within a day (27 bits) and the place of a row (25 bits). */
const PLACES = 2 ** 25;

/** The rows of several series sorted by time, then by series; of two rows of one series at one time the higher revision, else the first. */
export function sortRows(parts: readonly Part[], from: number): SortedRows {
	const total = parts.reduce((sum, { rows }) => sum + rows.times.length, 0);
	const keys = new Float64Array(total);
	const [part, row] = [new Uint32Array(total), new Uint32Array(total)];
	let place = 0;
	for (const [index, { rows }] of parts.entries()) {
		for (let at = 0; at < rows.times.length; at += 1) {
			keys[place] = ((rows.times[at] ?? 0) - from) * PLACES + place;
			part[place] = index;
			row[place] = at;
			place += 1;
		}
	}
	keys.sort();
	const order = Uint32Array.from(keys, (key) => key % PLACES);
	const sorted = {
		times: Float64Array.from(keys, (key) => Math.floor(key / PLACES) + from),
		part: part.map((_, index) => part[order[index] ?? 0] ?? 0),
		row: row.map((_, index) => row[order[index] ?? 0] ?? 0),
		parts,
	};
	return parts.some(({ series }) => series.segments.length > 1) ? withoutDoubles(sorted) : sorted;
}

function withoutDoubles({ times, part, row, parts }: SortedRows): SortedRows {
	const kept: number[] = [];
	const revision = (index: number) =>
		Math.floor((parts[part[index] ?? 0]?.rows.quality[row[index] ?? 0] ?? 0) / REVISION);
	for (let index = 0; index < times.length; index += 1) {
		const before = kept.at(-1) ?? -1;
		const isDouble =
			times[before] === times[index] && parts[part[before] ?? 0]?.series === parts[part[index] ?? 0]?.series;
		if (!isDouble) kept.push(index);
		else if (revision(index) > revision(before)) kept[kept.length - 1] = index;
	}
	return {
		times: Float64Array.from(kept, (index) => times[index] ?? 0),
		part: Uint32Array.from(kept, (index) => part[index] ?? 0),
		row: Uint32Array.from(kept, (index) => row[index] ?? 0),
		parts,
	};
}

/** Index of the row behind a place in time. */
export function placeIn({ times }: SortedRows, time: number, skip: number): number {
	return lowerBound(times, time) + skip;
}
