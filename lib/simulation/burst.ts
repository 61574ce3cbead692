/** One character on the wire: start bit, eight data bits, even parity, stop bit (EN 13757-2, 5.3). */
export const BITS_PER_BYTE = 11;

const DATA_BITS = 8;
const PARITY_BIT = 9;
const STOP_BIT = 10;
/** A bit that is over by less than this is over: times are floating-point milliseconds. */
const BIT_TOLERANCE = 1e-3;

interface Transmission {
	/** In bit times since the start of the burst. */
	readonly offset: number;
	readonly bytes: Uint8Array;
}

function parityOf(byte: number): number {
	let ones = byte;
	ones ^= ones >> 4;
	ones ^= ones >> 2;
	ones ^= ones >> 1;
	return ones & 1;
}

/** Level of one character's bit, 0 … 10. */
function characterBit(byte: number, bit: number): number {
	if (bit === 0) return 0;
	if (bit === STOP_BIT) return 1;
	return bit === PARITY_BIT ? parityOf(byte) : (byte >> (bit - 1)) & 1;
}

function level({ offset, bytes }: Transmission, bit: number): number {
	const own = bit - offset;
	const byte = own < 0 ? undefined : bytes[Math.floor(own / BITS_PER_BYTE)];
	return byte === undefined ? 1 : characterBit(byte, own % BITS_PER_BYTE);
}

/**
 * Everything that several senders put on the wire without a pause between them, bit by bit with 0 dominating, and the
 * receiver that makes bytes of it: a falling edge starts a character, whatever it then finds is one.
 */
export class Burst {
	readonly startMs: number;
	readonly #bitMs: number;
	readonly #transmissions: Transmission[] = [];
	#end = 0;
	/** The receiver has decided about everything before this bit. */
	#cursor = 0;

	/** `bitMs` 0 is a wire without time: everything is over the moment it starts. */
	constructor(startMs: number, bitMs: number) {
		this.startMs = startMs;
		this.#bitMs = bitMs;
	}

	/** When the last stop bit is over, milliseconds. */
	get endMs(): number {
		return this.startMs + this.#end * this.#bitMs;
	}

	/** Adds a sender; its bits fall on the burst's grid, as a receiver that samples by the first start bit sees them. */
	add(startMs: number, bytes: Uint8Array): void {
		const offset = this.#bitMs === 0 ? 0 : Math.max(this.#cursor, Math.round((startMs - this.startMs) / this.#bitMs));
		this.#transmissions.push({ offset, bytes });
		this.#end = Math.max(this.#end, offset + bytes.length * BITS_PER_BYTE);
	}

	/** The bytes that became complete since the last call, up to this moment. */
	takeUntil(ms: number): Uint8Array {
		const until = this.#bitMs === 0 ? this.#end : Math.floor((ms - this.startMs) / this.#bitMs + BIT_TOLERANCE);
		const limit = Math.min(until, this.#end);
		const taken: number[] = [];
		this.#skipIdle(limit);
		while (this.#cursor + BITS_PER_BYTE <= limit) {
			taken.push(this.#character());
			this.#cursor += BITS_PER_BYTE;
			this.#skipIdle(limit);
		}
		return Uint8Array.from(taken);
	}

	#skipIdle(limit: number): void {
		while (this.#cursor < limit && this.#level(this.#cursor) === 1) this.#cursor += 1;
	}

	#character(): number {
		let byte = 0;
		for (let bit = 0; bit < DATA_BITS; bit += 1) byte |= this.#level(this.#cursor + 1 + bit) << bit;
		return byte;
	}

	#level(bit: number): number {
		for (const transmission of this.#transmissions) {
			if (level(transmission, bit) === 0) return 0;
		}
		return 1;
	}
}
