import type { SeriesRows } from "../chunk/series-rows.ts";
import type { RowIdentity } from "./rows.ts";

const FIRST_ROOM = 16;

/** A value as it is read: a number, or text where it is beyond 2^52. */
export type ReadValue = number | string;

/** Rows of one segment, growing. */
export class GatheredRows {
	readonly #identity: RowIdentity;
	#times = new Float64Array(FIRST_ROOM);
	#values: Float64Array | BigInt64Array;
	#quality = new Uint32Array(FIRST_ROOM);
	#length = 0;

	constructor(identity: RowIdentity) {
		this.#identity = identity;
		this.#values = identity.type === 0 ? new Float64Array(FIRST_ROOM) : new BigInt64Array(FIRST_ROOM);
	}

	/** Adds a row; its time is later than that of the last. */
	add(time: number, value: ReadValue, quality: number): void {
		const at = this.#length;
		if (at === this.#times.length) this.#grow();
		this.#times[at] = time;
		this.#values[at] = this.#values instanceof Float64Array ? Number(value) : BigInt(value);
		this.#quality[at] = quality;
		this.#length = at + 1;
	}

	/** All rows so far. */
	rows(): SeriesRows {
		const { sid, exponent, type } = this.#identity;
		const length = this.#length;
		const [times, quality] = [this.#times.slice(0, length), this.#quality.slice(0, length)];
		return { sid, exponent, type, times, values: this.#values.slice(0, length), quality };
	}

	#grow(): void {
		const room = 2 * this.#times.length;
		const [times, quality] = [new Float64Array(room), new Uint32Array(room)];
		times.set(this.#times);
		quality.set(this.#quality);
		this.#values = larger(this.#values, room);
		[this.#times, this.#quality] = [times, quality];
	}
}

function larger(values: Float64Array | BigInt64Array, room: number): Float64Array | BigInt64Array {
	if (values instanceof Float64Array) {
		const numbers = new Float64Array(room);
		numbers.set(values);
		return numbers;
	}
	const wide = new BigInt64Array(room);
	wide.set(values);
	return wide;
}
