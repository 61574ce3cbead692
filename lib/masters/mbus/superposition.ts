/** What a request may be answered with. */
export type Expectation = "ack" | "response" | "any";

const ACK = 0xe5;
const LONG_START = 0x68;
/** Answers of a bus full of slaves to one SELECT, one after the other: more bytes are something else. */
const MOST_ACK_BYTES = 31;

/**
 * Whether bytes that are no frame look like several answers at the same moment: on the bus 0 dominates, so the first
 * byte has no bit that the first byte of a lone answer has not (EN 13757-2, 5.2). Noise passes in one case of eight at most.
 */
export function looksSuperposed(bytes: Uint8Array, expectation: Expectation): boolean {
	const first = bytes[0];
	if (first === undefined || first === 0) return false;
	const asAck = (first & ~ACK) === 0 && bytes.length <= MOST_ACK_BYTES;
	const asResponse = (first & ~LONG_START) === 0 && bytes.length > 1;
	if (expectation === "ack") return asAck;
	if (expectation === "response") return asResponse;
	return asAck || asResponse;
}

/** Whether an answer broke off: its header is intact and more bytes were announced than came. */
export function isCutShort(bytes: Uint8Array): boolean {
	const [start, length, again, stop] = bytes;
	if (start !== LONG_START || length === undefined || bytes.length >= length + 6) return false;
	if (bytes.length < 4) return false;
	return again === length && stop === LONG_START;
}

/** Whether a frame of the announced length has a checksum that one wrong bit explains: one answer, disturbed. */
export function isOneBitWrong(bytes: Uint8Array): boolean {
	const length = bytes[1];
	if (bytes[0] !== LONG_START || length === undefined || bytes.length !== length + 6) return false;
	if (bytes[2] !== length || bytes[3] !== LONG_START || bytes.at(-1) !== 0x16) return false;
	const sum = bytes.subarray(4, 4 + length).reduce((total, byte) => (total + byte) & 0xff, 0);
	const difference = (sum - (bytes.at(-2) ?? 0)) & 0xff;
	const other = 256 - difference;
	return (difference & (difference - 1)) === 0 || (other & (other - 1)) === 0;
}

/** Where the access number stands in a frame with a long header (EN 13757-7, 7.5); it differs from answer to answer. */
const ACCESS_NUMBER_OFFSET = 15;

/**
 * Whether a good frame is the answer of the very meters that had answered all at once before: their superposed bytes may
 * happen to have the right checksum when only the access numbers have changed. One of them alone would show more bits.
 */
export function repeatsSuperposed(frame: Uint8Array, superposed: Uint8Array): boolean {
	if (frame.length !== superposed.length) return false;
	const isFree = (index: number) => index === ACCESS_NUMBER_OFFSET || index === frame.length - 2;
	return frame.every((byte, index) => isFree(index) || byte === superposed[index]);
}

/**
 * Shares of the bits that others show. Below the first an answer may be several, below the last it nearly must be; one with
 * a wrong checksum already looks like several below the second.
 */
export const THIN = { doubtful: 0.88, disturbed: 0.8, unlikely: 0.7 } as const;

/** Whether a good frame shows fewer bits than this share of those in the answers of other meters of that length. */
export function isThin(frame: Uint8Array, others: readonly Uint8Array[], share: number): boolean {
	const alike = others.filter(({ length }) => length === frame.length);
	if (alike.length === 0) return false;
	const mean = alike.reduce((sum, other) => sum + bitsSet(other), 0) / alike.length;
	return bitsSet(frame) < share * mean;
}

function bitsSet(bytes: Uint8Array): number {
	let count = 0;
	for (const byte of bytes) for (let rest = byte; rest !== 0; rest &= rest - 1) count += 1;
	return count;
}

/** Whether the answer to the next request is that of the same single meter: it counts its access number up by one. */
export function isNextAnswer(first: Uint8Array, second: Uint8Array): boolean {
	const [before = 0, after = 0] = [first, second].map((frame) => frame[ACCESS_NUMBER_OFFSET]);
	return after === ((before + 1) & 0xff);
}
