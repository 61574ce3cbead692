import { type ByteReader, badChunk } from "./byte-reader.ts";
import { type Column, SPARSE, WITH_QUALITY } from "./group.ts";
import type { ValueType } from "./series-rows.ts";

/** Fills numbers from runs; throws Failure `chunk` where a run is longer than what is left. */
export function readRuns(reader: ByteReader, values: Float64Array): void {
	const { bytes } = reader;
	const { length } = values;
	let index = 0;
	while (index < length) {
		const first = bytes[reader.position] ?? 0;
		// Most differences are one byte: no call for those.
		if (first > 0 && first < 0x80) {
			values[index] = (first >>> 1) ^ -(first & 1);
			reader.position += 1;
			index += 1;
		} else if (first === 0) index += zeroRun(reader, length - index);
		else {
			values[index] = reader.sv();
			index += 1;
		}
	}
}

/** The numbers are 0 already. */
function zeroRun(reader: ByteReader, most: number): number {
	if (reader.byte() !== 0) throw badChunk(reader.position);
	const count = reader.count(most);
	if (count === 0) throw badChunk(reader.position);
	return count;
}

function addUp(values: Float64Array, order: number): void {
	for (let turn = order - 1; turn >= 0; turn -= 1) {
		let sum = values[turn] ?? 0;
		for (let index = turn + 1; index < values.length; index += 1) {
			sum += values[index] ?? 0;
			values[index] = sum;
		}
	}
}

function numbers(reader: ByteReader, count: number, order: number): Float64Array {
	const values = new Float64Array(count);
	readRuns(reader, values);
	addUp(values, order);
	if (order > 0 && !values.every(Number.isSafeInteger)) throw badChunk(reader.position);
	return values;
}

function wide(reader: ByteReader, count: number, order: number): BigInt64Array {
	const values = new BigInt64Array(count);
	let index = 0;
	while (index < count) {
		if (reader.bytes[reader.position] === 0) {
			index += zeroRun(reader, count - index);
			continue;
		}
		const bits = reader.uv64();
		values[index] = (bits >> 1n) ^ -(bits & 1n);
		index += 1;
	}
	for (let turn = order - 1; turn >= 0; turn -= 1) {
		for (let at = turn + 1; at < count; at += 1) values[at] = (values[at] ?? 0n) + (values[at - 1] ?? 0n);
	}
	return values;
}

function readPresence(reader: ByteReader, total: number): Uint32Array {
	const rows = new Uint32Array(total);
	let row = 0;
	let count = 0;
	let isPresent = true;
	while (row < total) {
		const run = reader.count(total - row);
		if (run === 0 && (row > 0 || !isPresent)) throw badChunk(reader.position);
		if (isPresent) {
			for (let index = 0; index < run; index += 1) rows[count + index] = row + index;
			count += run;
		}
		row += run;
		isPresent = !isPresent;
	}
	return rows.slice(0, count);
}

function readQuality(reader: ByteReader, count: number): Uint32Array {
	const quality = new Uint32Array(count);
	let index = 0;
	while (index < count) {
		const flags = reader.count(0xffff_ffff);
		const run = reader.count(count - index);
		if (run === 0) throw badChunk(reader.position);
		quality.fill(flags, index, index + run);
		index += run;
	}
	return quality;
}

/** Reads a column behind its series number; null where it is not wanted. Throws Failure `chunk`. */
export function readColumn(reader: ByteReader, sid: number, options: { rows: number; wanted: boolean }): Column | null {
	const exponent = reader.sv();
	const code = reader.byte();
	const order = code & 3;
	if (code >= 2 * WITH_QUALITY || order > 2 || Math.abs(exponent) > 400) throw badChunk(reader.position);
	const length = reader.count(reader.remaining);
	const end = reader.position + length;
	if (!options.wanted) {
		reader.position = end;
		return null;
	}
	const type = ((code >> 2) & 3) as ValueType;
	const rows = (code & SPARSE) === 0 ? null : readPresence(reader, options.rows);
	const count = rows === null ? options.rows : rows.length;
	reader.allot(count, end);
	const values = type === 0 ? numbers(reader, count, order) : wide(reader, count, order);
	const quality = (code & WITH_QUALITY) === 0 ? null : readQuality(reader, count);
	if (reader.position !== end) throw badChunk(reader.position);
	return { sid, exponent, type, rows, values, quality };
}
