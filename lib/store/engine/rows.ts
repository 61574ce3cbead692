import type { SeriesRows, ValueType } from "../chunk/series-rows.ts";
import { revisionOf } from "../flags.ts";
import { lowerBound } from "../lower-bound.ts";

/** Rows of one segment as they are gathered. */
export interface RowIdentity {
	readonly sid: number;
	readonly exponent: number;
	readonly type: ValueType;
}

/** The rows within [from, to); the same object where all are. */
export function clipped(rows: SeriesRows, from: number, to: number): SeriesRows {
	const start = lowerBound(rows.times, from);
	const end = lowerBound(rows.times, to);
	if (start === 0 && end === rows.times.length) return rows;
	const { sid, exponent, type } = rows;
	const times = rows.times.subarray(start, end);
	return {
		sid,
		exponent,
		type,
		times,
		values: rows.values.subarray(start, end),
		quality: rows.quality.subarray(start, end),
	};
}

/** A small part of much larger rows as a copy, so that it does not keep all of them in memory. */
export function owned(part: SeriesRows, whole: SeriesRows): SeriesRows {
	if (part.times.length * 2 > whole.times.length) return part;
	return { ...part, times: part.times.slice(), values: part.values.slice(), quality: part.quality.slice() };
}

/** Rows without any. */
export function noRows({ sid, exponent, type }: RowIdentity): SeriesRows {
	const values = type === 0 ? new Float64Array(0) : new BigInt64Array(0);
	return { sid, exponent, type, times: new Float64Array(0), values, quality: new Uint32Array(0) };
}

function emptyRows({ sid, exponent, type }: RowIdentity, length: number) {
	const values = type === 0 ? new Float64Array(length) : new BigInt64Array(length);
	return { sid, exponent, type, times: new Float64Array(length), values, quality: new Uint32Array(length) };
}

function copyValues(to: SeriesRows["values"], from: SeriesRows["values"], offset: number): void {
	if (to instanceof Float64Array && from instanceof Float64Array) to.set(from, offset);
	else if (to instanceof BigInt64Array && from instanceof BigInt64Array) to.set(from, offset);
}

/** Rows one behind the other. */
export function joined(parts: readonly SeriesRows[], identity: RowIdentity): SeriesRows {
	const [only] = parts;
	if (only === undefined) return noRows(identity);
	if (parts.length === 1) return only;
	const rows = emptyRows(
		identity,
		parts.reduce((sum, { times }) => sum + times.length, 0),
	);
	let offset = 0;
	for (const part of parts) {
		rows.times.set(part.times, offset);
		copyValues(rows.values, part.values, offset);
		rows.quality.set(part.quality, offset);
		offset += part.times.length;
	}
	return rows;
}

function setRow(to: SeriesRows, at: number, from: SeriesRows, index: number): void {
	to.times[at] = from.times[index] ?? 0;
	to.values[at] = from.values[index] ?? 0;
	to.quality[at] = from.quality[index] ?? 0;
}

/** Row by row; hands out how many rows it became. */
function interleave(rows: SeriesRows, kept: SeriesRows, added: SeriesRows): number {
	let [one, two, count] = [0, 0, 0];
	while (one < kept.times.length || two < added.times.length) {
		const time = kept.times[one] ?? Number.POSITIVE_INFINITY;
		const other = added.times[two] ?? Number.POSITIVE_INFINITY;
		const isNewer = time === other && revisionOf(added.quality[two] ?? 0) > revisionOf(kept.quality[one] ?? 0);
		if (other < time || isNewer) setRow(rows, count, added, two);
		else setRow(rows, count, kept, one);
		one += Number(time <= other);
		two += Number(other <= time);
		count += 1;
	}
	return count;
}

/** Both together in the order of time; on an equal time the higher revision wins, else `kept`. */
export function merged(kept: SeriesRows, added: SeriesRows): SeriesRows {
	if (added.times.length === 0) return kept;
	if (kept.times.length === 0) return added;
	if ((added.times[0] ?? 0) > (kept.times.at(-1) ?? 0)) return joined([kept, added], kept);
	const rows = emptyRows(kept, kept.times.length + added.times.length);
	return clippedCount(rows, interleave(rows, kept, added));
}

function clippedCount(rows: SeriesRows, count: number): SeriesRows {
	const { sid, exponent, type } = rows;
	const times = rows.times.subarray(0, count);
	return {
		sid,
		exponent,
		type,
		times,
		values: rows.values.subarray(0, count),
		quality: rows.quality.subarray(0, count),
	};
}
