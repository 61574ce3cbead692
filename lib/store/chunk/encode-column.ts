import { ByteWriter, uvSize } from "./byte-writer.ts";
import { type Column, LARGEST_ELEMENT, SPARSE, WITH_QUALITY } from "./group.ts";

/** Turns values into their differences of the next order, in place. */
function differ(values: Float64Array, order: number): void {
	for (let index = values.length - 1; index >= order; index -= 1) {
		values[index] = (values[index] ?? 0) - (values[index - 1] ?? 0);
	}
}

/** Bytes of the runs of these numbers; infinite where one of them is too large. */
function runsSize(values: Float64Array): number {
	let size = 0;
	let zeros = 0;
	for (let index = 0; index < values.length; index += 1) {
		const value = values[index] ?? 0;
		if (value === 0) {
			zeros += 1;
			continue;
		}
		if (zeros > 0) size += 1 + uvSize(zeros);
		zeros = 0;
		if (value > LARGEST_ELEMENT || value < -LARGEST_ELEMENT) return Number.POSITIVE_INFINITY;
		size += uvSize(value > 0 ? 2 * value : -2 * value - 1);
	}
	return zeros > 0 ? size + 1 + uvSize(zeros) : size;
}

/** Writes numbers: zeros as 00 and their count, every other one as zigzag. */
export function writeRuns(writer: ByteWriter, values: Float64Array): void {
	let zeros = 0;
	for (let index = 0; index < values.length; index += 1) {
		const value = values[index] ?? 0;
		if (value === 0) {
			zeros += 1;
			continue;
		}
		if (zeros > 0) writeZeros(writer, zeros);
		zeros = 0;
		writer.sv(value);
	}
	if (zeros > 0) writeZeros(writer, zeros);
}

function writeZeros(writer: ByteWriter, count: number): void {
	writer.byte(0);
	writer.uv(count);
}

interface Encoded {
	readonly order: number;
	readonly bytes: Uint8Array;
}

/** The shortest of the three orders, the lowest on a tie. Throws RangeError for a value beyond ±(2^52 − 1). */
function encodeNumbers(values: Float64Array): Encoded {
	const work = Float64Array.from(values);
	let best = { order: -1, size: Number.POSITIVE_INFINITY };
	for (let order = 0; order <= 2; order += 1) {
		if (order > 0) differ(work, order);
		const size = runsSize(work);
		if (size < best.size) best = { order, size };
	}
	if (best.order < 0) throw new RangeError("value beyond 2^52 - 1");
	if (best.order < 2) {
		work.set(values);
		for (let order = 1; order <= best.order; order += 1) differ(work, order);
	}
	const writer = new ByteWriter();
	writeRuns(writer, work);
	return { order: best.order, bytes: writer.taken() };
}

function wideRuns(values: BigInt64Array): Uint8Array {
	const writer = new ByteWriter();
	let zeros = 0;
	for (const value of values) {
		if (value === 0n) {
			zeros += 1;
			continue;
		}
		if (zeros > 0) writeZeros(writer, zeros);
		zeros = 0;
		writer.uv64(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
	}
	if (zeros > 0) writeZeros(writer, zeros);
	return writer.taken();
}

/** 64-bit patterns: arithmetic wraps around, as the array itself does. */
function encodeWide(values: BigInt64Array): Encoded {
	const work = BigInt64Array.from(values);
	let best: Encoded = { order: 0, bytes: wideRuns(work) };
	for (let order = 1; order <= 2; order += 1) {
		for (let index = work.length - 1; index >= order; index -= 1) {
			work[index] = (work[index] ?? 0n) - (work[index - 1] ?? 0n);
		}
		const bytes = wideRuns(work);
		if (bytes.length < best.bytes.length) best = { order, bytes };
	}
	return best;
}

/** Alternating run lengths present, absent, … up to `total` rows. */
export function writePresence(writer: ByteWriter, rows: Uint32Array, total: number): void {
	let row = 0;
	let index = 0;
	while (row < total) {
		let present = 0;
		while (index < rows.length && rows[index] === row + present) {
			present += 1;
			index += 1;
		}
		writer.uv(present);
		row += present;
		if (row >= total) break;
		const next = index < rows.length ? (rows[index] ?? total) : total;
		writer.uv(next - row);
		row = next;
	}
}

function writeQuality(writer: ByteWriter, quality: Uint32Array): void {
	let start = 0;
	for (let index = 1; index <= quality.length; index += 1) {
		if (index < quality.length && quality[index] === quality[start]) continue;
		writer.uv(quality[start] ?? 0);
		writer.uv(index - start);
		start = index;
	}
}

/** Writes a column of a group with so many rows. Throws RangeError for a plain number beyond ±(2^52 − 1). */
export function writeColumn(writer: ByteWriter, column: Column, total: number): void {
	const { sid, exponent, type, rows, values, quality } = column;
	const { order, bytes } = values instanceof Float64Array ? encodeNumbers(values) : encodeWide(values);
	const body = new ByteWriter();
	if (rows !== null) writePresence(body, rows, total);
	body.bytes(bytes);
	if (quality !== null) writeQuality(body, quality);
	writer.uv(sid);
	writer.sv(exponent);
	writer.byte(order + 4 * type + (rows === null ? 0 : SPARSE) + (quality === null ? 0 : WITH_QUALITY));
	writer.uv(body.length);
	writer.bytes(body.taken());
}
