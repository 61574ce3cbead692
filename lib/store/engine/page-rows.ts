import type { SeriesRows } from "../chunk/series-rows.ts";
import { revisionOf } from "../flags.ts";
import { lowerBound } from "../lower-bound.ts";
import type { HiddenRows } from "./device-times.ts";
import type { PageEnd } from "./page.ts";
import type { Segment, Series } from "./segment.ts";

/** The rows of one segment, and those of the device's own clock that go with them. */
export interface PagePart {
	readonly segment: Segment;
	readonly series: Series;
	/** Orders series at an equal time, whatever comes between two pages. */
	readonly rank: number;
	readonly rows: SeriesRows;
	readonly deviceTimes: readonly HiddenRows[];
}

/** Rows of several segments in the order of time. */
export interface SortedRows {
	readonly times: Float64Array;
	/** Index into `parts`, and the row within. */
	readonly part: Uint32Array;
	readonly row: Uint32Array;
	readonly parts: readonly PagePart[];
}

/** Places that a sort key has to tell apart: a power of two. */
function placesFor(total: number): number {
	return 2 ** Math.max(1, Math.ceil(Math.log2(total + 1)));
}

/** True where so many rows within so many ms can be sorted. */
export function isSortable(total: number, spanMs: number): boolean {
	return placesFor(total) * spanMs <= Number.MAX_SAFE_INTEGER;
}

/** The rows of several series sorted by time, then by rank; of two rows of one series at one time the higher revision, else the first. */
export function sortRows(unordered: readonly PagePart[], from: number): SortedRows {
	const parts = unordered.toSorted((a, b) => a.rank - b.rank || a.segment.sid - b.segment.sid);
	const total = parts.reduce((sum, { rows }) => sum + rows.times.length, 0);
	const places = placesFor(total);
	const keys = new Float64Array(total);
	const [partAt, rowAt] = [new Uint32Array(total), new Uint32Array(total)];
	let place = 0;
	for (const [index, { rows }] of parts.entries()) {
		for (let at = 0; at < rows.times.length; at += 1) {
			// One number holds the time and the place: a sort of plain numbers is the fastest.
			keys[place] = ((rows.times[at] ?? 0) - from) * places + place;
			partAt[place] = index;
			rowAt[place] = at;
			place += 1;
		}
	}
	keys.sort();
	const sorted = { times: keys, part: new Uint32Array(total), row: new Uint32Array(total), parts };
	for (let index = 0; index < total; index += 1) {
		const key = keys[index] ?? 0;
		const source = key % places;
		sorted.times[index] = (key - source) / places + from;
		sorted.part[index] = partAt[source] ?? 0;
		sorted.row[index] = rowAt[source] ?? 0;
	}
	// Only a series with rows in two segments may have two at one time.
	const { size } = new Set(parts.map(({ series }) => series));
	return size < parts.length ? withoutDoubles(sorted) : sorted;
}

function withoutDoubles({ times, part, row, parts }: SortedRows): SortedRows {
	const kept: number[] = [];
	const revision = (index: number) => revisionOf(parts[part[index] ?? 0]?.rows.quality[row[index] ?? 0] ?? 0);
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

/** Index of the first row behind a place. */
export function placeIn({ times, part, parts }: SortedRows, { time, rank }: PageEnd): number {
	let index = lowerBound(times, time);
	while (times[index] === time && (parts[part[index] ?? 0]?.rank ?? 0) <= rank) index += 1;
	return index;
}
