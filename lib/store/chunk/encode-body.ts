import { ByteWriter } from "./byte-writer.ts";
import { writeColumn, writeRuns } from "./encode-column.ts";
import { type Group, MOST_CELLS } from "./group.ts";

const SECOND = 1000;

function writeTimes(writer: ByteWriter, times: Float64Array): void {
	const tick = times.every((time) => time % SECOND === 0) ? SECOND : 1;
	const first = times[0] ?? 0;
	writer.uv(tick);
	writer.uv(first / tick);
	if (times.length < 2) return;
	writer.sv(((times[1] ?? 0) - first) / tick);
	const bends = new Float64Array(times.length - 2);
	for (let index = 0; index < bends.length; index += 1) {
		bends[index] = ((times[index + 2] ?? 0) - 2 * (times[index + 1] ?? 0) + (times[index] ?? 0)) / tick;
	}
	writeRuns(writer, bends);
}

function cellsOf(groups: readonly Group[]): number {
	return groups.reduce(
		(sum, { times, columns }) => columns.reduce((own, { values }) => own + values.length, sum + times.length),
		0,
	);
}

/**
 * The body of a chunk (format v1). Times are never before 1970; throws RangeError for a plain number beyond ±(2^52 − 1), and for more rows than a
 * reader would take.
 */
export function encodeBody(groups: readonly Group[]): Uint8Array {
	if (cellsOf(groups) > MOST_CELLS) throw new RangeError("too many rows for a chunk");
	const writer = new ByteWriter();
	writer.uv(groups.length);
	for (const { times, columns } of groups) {
		writer.uv(times.length);
		writeTimes(writer, times);
		writer.uv(columns.length);
		for (const column of columns) writeColumn(writer, column, times.length);
	}
	return writer.taken();
}
