import { ByteWriter, uvSize } from "./byte-writer.ts";
import { writePresence } from "./encode-column.ts";
import type { Column, Group } from "./group.ts";
import type { SeriesRows } from "./series-rows.ts";

function sameTimes(a: Float64Array, b: Float64Array): boolean {
	return a.length === b.length && a.every((time, index) => time === b[index]);
}

/** Rows of `times` at which `part` has a time; null where `part` has one that `times` has not. */
function rowsWithin(times: Float64Array, part: Float64Array): Uint32Array | null {
	const rows = new Uint32Array(part.length);
	let row = 0;
	for (let index = 0; index < part.length; index += 1) {
		const time = part[index] ?? 0;
		while (row < times.length && (times[row] ?? 0) < time) row += 1;
		if (times[row] !== time) return null;
		rows[index] = row;
	}
	return rows;
}

function presenceSize(rows: Uint32Array, total: number): number {
	const writer = new ByteWriter();
	writePresence(writer, rows, total);
	return writer.length;
}

/** About the bytes that a list of times of its own costs. */
function timesSize(times: Float64Array): number {
	let size = 12;
	let zeros = 0;
	for (let index = 2; index < times.length; index += 1) {
		const bend = Math.abs((times[index] ?? 0) - 2 * (times[index - 1] ?? 0) + (times[index - 2] ?? 0)) / 1000;
		if (bend === 0) zeros += 1;
		else size += uvSize(2 * Math.ceil(bend)) + (zeros > 0 ? 2 : 0);
		if (bend !== 0) zeros = 0;
	}
	return size;
}

function columnOf({ sid, exponent, type, values, quality }: SeriesRows, rows: Uint32Array | null): Column {
	return { sid, exponent, type, values, rows, quality: quality.some((flags) => flags !== 0) ? quality : null };
}

interface Draft {
	readonly times: Float64Array;
	readonly members: SeriesRows[];
	readonly columns: Column[];
}

function draftsOf(series: readonly SeriesRows[]): Draft[] {
	const drafts: Draft[] = [];
	for (const one of series) {
		if (one.times.length === 0) continue;
		const draft = drafts.find(({ times }) => sameTimes(times, one.times));
		if (draft === undefined) drafts.push({ times: one.times, members: [one], columns: [columnOf(one, null)] });
		else {
			draft.members.push(one);
			draft.columns.push(columnOf(one, null));
		}
	}
	return drafts;
}

/** A larger group that holds all times of a draft, where sparse columns there are smaller than a group of its own. */
function joinAsSparse(draft: Draft, larger: readonly Draft[]): boolean {
	for (const host of larger) {
		if (host.times.length <= draft.times.length) continue;
		const rows = rowsWithin(host.times, draft.times);
		if (rows === null) continue;
		if (presenceSize(rows, host.times.length) * draft.members.length >= timesSize(draft.times)) continue;
		for (const member of draft.members) host.columns.push(columnOf(member, rows));
		return true;
	}
	return false;
}

/** Puts series into groups: equal lists of times together, otherwise a sparse column if that is smaller, else a group of its own. */
export function groupSeries(series: readonly SeriesRows[]): Group[] {
	const drafts = draftsOf(series).toSorted((a, b) => b.times.length - a.times.length);
	const kept: Draft[] = [];
	for (const draft of drafts) if (!joinAsSparse(draft, kept)) kept.push(draft);
	return kept.map(({ times, columns }) => ({ times, columns }));
}
