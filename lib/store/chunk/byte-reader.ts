import { Failure } from "../../model/failure.ts";
import { MOST_CELLS } from "./group.ts";

/** Failure `chunk`: the bytes are no chunk of this format; `offset` says where it became clear. */
export function badChunk(offset: number): Failure {
	return new Failure("chunk", { offset });
}

/** Reads the numbers of a chunk; throws Failure `chunk` where the bytes end too early or a number is too long. */
export class ByteReader {
	readonly bytes: Uint8Array;
	readonly end: number;
	position: number;
	#cells = MOST_CELLS;

	constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
		this.bytes = bytes;
		this.position = position;
		this.end = end;
	}

	get remaining(): number {
		return this.end - this.position;
	}

	byte(): number {
		if (this.position >= this.end) throw badChunk(this.position);
		const value = this.bytes[this.position] ?? 0;
		this.position += 1;
		return value;
	}

	/** Unsigned LEB128, at most 2^53 − 1. */
	uv(): number {
		let value = this.byte();
		if (value < 0x80) return value;
		value -= 0x80;
		let factor = 0x80;
		for (;;) {
			const next = this.byte();
			value += (next % 0x80) * factor;
			if (value > Number.MAX_SAFE_INTEGER) throw badChunk(this.position);
			if (next < 0x80) return value;
			factor *= 0x80;
			if (factor > 2 ** 49) throw badChunk(this.position);
		}
	}

	sv(): number {
		const value = this.uv();
		return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
	}

	/** Unsigned LEB128 of at most 64 bits, as a signed number of the same bits. */
	uv64(): bigint {
		let value = 0n;
		for (let shift = 0n; shift < 70n; shift += 7n) {
			const next = this.byte();
			value |= BigInt(next & 0x7f) << shift;
			if (next < 0x80) {
				if (value > 0xffff_ffff_ffff_ffffn) break;
				return value;
			}
		}
		throw badChunk(this.position);
	}

	/** A number of things; throws Failure `chunk` for more than there can be. */
	count(most: number): number {
		const value = this.uv();
		if (value > most) throw badChunk(this.position);
		return value;
	}
	/** Makes room for so many numbers that come as runs up to `end`; throws Failure `chunk` where they cannot be there, before any room is taken. */
	allot(count: number, end = this.end): void {
		this.#cells -= count;
		if (this.#cells < 0) throw badChunk(this.position);
		if (count > end - this.position) this.#countRuns(count, end);
	}

	/** Fewer bytes than numbers: the zeros among them must make up for it. */
	#countRuns(count: number, end: number): void {
		const scout = new ByteReader(this.bytes, this.position, end);
		let found = 0;
		while (found < count) {
			const first = scout.byte();
			if (first === 0) found += scout.count(count - found);
			else {
				found += 1;
				for (let next = first; next >= 0x80; ) next = scout.byte();
			}
		}
	}
}
