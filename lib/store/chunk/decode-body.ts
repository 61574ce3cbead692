import { ByteReader, badChunk } from "./byte-reader.ts";
import { readColumn, readRuns } from "./decode-column.ts";
import { type Column, type Group, MOST_ROWS } from "./group.ts";

/** ECMAScript dates end here. */
const LAST_TIME = 8.64e15;

/** Fills times behind the first two from the bends of their steps; throws Failure `chunk` where they do not rise. */
function readFurtherTimes(reader: ByteReader, times: Float64Array, tick: number): void {
	readRuns(reader, times.subarray(2));
	let time = (times[1] ?? 0) / tick;
	let step = time - (times[0] ?? 0) / tick;
	for (let index = 2; index < times.length; index += 1) {
		step += times[index] ?? 0;
		if (step <= 0) throw badChunk(reader.position);
		time += step;
		times[index] = time * tick;
	}
}

function readTimes(reader: ByteReader, count: number): Float64Array {
	const tick = reader.uv();
	if (tick !== 1 && tick !== 1000) throw badChunk(reader.position);
	const first = reader.uv() * tick;
	const step = count > 1 ? reader.sv() : 1;
	if (step <= 0) throw badChunk(reader.position);
	reader.allot(Math.max(0, count - 2));
	const times = new Float64Array(count);
	times[0] = first;
	if (count > 1) {
		times[1] = first + step * tick;
		readFurtherTimes(reader, times, tick);
	}
	if (!((times[count - 1] ?? 0) <= LAST_TIME)) throw badChunk(reader.position);
	return times;
}

function readGroup(reader: ByteReader, sids: ReadonlySet<number> | undefined): Group {
	const count = reader.count(MOST_ROWS);
	if (count === 0) throw badChunk(reader.position);
	const times = readTimes(reader, count);
	// A column takes at least four bytes.
	const width = reader.count(reader.remaining / 4);
	const columns: Column[] = [];
	for (let index = 0; index < width; index += 1) {
		const sid = reader.uv();
		const column = readColumn(reader, sid, { rows: count, wanted: sids === undefined || sids.has(sid) });
		if (column !== null) columns.push(column);
	}
	return { times, columns };
}

/** The groups of a body (format v1), with only the series asked for. Throws Failure `chunk` for anything that is none. */
export function decodeBody(bytes: Uint8Array, sids?: ReadonlySet<number>): Group[] {
	const reader = new ByteReader(bytes);
	// A group takes at least eight bytes.
	const count = reader.count(bytes.length / 8 + 1);
	const groups: Group[] = [];
	for (let index = 0; index < count; index += 1) groups.push(readGroup(reader, sids));
	if (reader.remaining > 0) throw badChunk(reader.position);
	return groups;
}
