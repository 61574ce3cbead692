/** The bytes of a chunk as they are written: unsigned LEB128 and zigzag numbers. */
export class ByteWriter {
	#bytes = new Uint8Array(1024);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	byte(value: number): void {
		this.#room(1);
		this.#bytes[this.#length] = value;
		this.#length += 1;
	}

	bytes(values: Uint8Array): void {
		this.#room(values.length);
		this.#bytes.set(values, this.#length);
		this.#length += values.length;
	}

	/** Unsigned LEB128 of a whole number up to 2^53 − 1. */
	uv(value: number): void {
		this.#room(8);
		let rest = value;
		while (rest >= 0x80) {
			this.#bytes[this.#length] = (rest % 0x80) + 0x80;
			this.#length += 1;
			rest = Math.floor(rest / 0x80);
		}
		this.#bytes[this.#length] = rest;
		this.#length += 1;
	}

	/** Zigzag: x >= 0 becomes 2x, else −2x − 1. */
	sv(value: number): void {
		this.uv(value >= 0 ? 2 * value : -2 * value - 1);
	}

	/** Unsigned LEB128 of 64 bits. */
	uv64(value: bigint): void {
		this.#room(10);
		let rest = value;
		while (rest >= 0x80n) {
			this.#bytes[this.#length] = Number(rest & 0x7fn) | 0x80;
			this.#length += 1;
			rest >>= 7n;
		}
		this.#bytes[this.#length] = Number(rest);
		this.#length += 1;
	}

	/** The bytes written so far. */
	taken(): Uint8Array {
		return this.#bytes.slice(0, this.#length);
	}

	#room(count: number): void {
		if (this.#length + count <= this.#bytes.length) return;
		const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
		larger.set(this.#bytes.subarray(0, this.#length));
		this.#bytes = larger;
	}
}

/** Bytes of a whole number as unsigned LEB128. */
export function uvSize(value: number): number {
	let size = 1;
	let limit = 0x80;
	while (value >= limit) {
		limit *= 0x80;
		size += 1;
	}
	return size;
}
