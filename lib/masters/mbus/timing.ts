/** What the times of a bus depend on: the baud rate and what the way to the bus adds. */
export interface Timing {
	/** 300 … 38400 Bd. */
	readonly baudRate: number;
	/** Milliseconds that a converter or a network may add to every answer. */
	readonly latencyMs: number;
	/** Milliseconds that it may add between two chunks of one answer; the latency where nothing is said. */
	readonly pauseMs?: number;
}

/** EN 13757-2, 5.3: a character is 8E1, one start bit, eight data bits, parity and stop. */
export const BITS_PER_BYTE = 11;
/** EN 13757-2: bytes of the longest frame, 6 + 255. */
export const LONGEST_FRAME = 261;

/** EN 13757-2: a slave answers within 330 bit times + 50 ms; one more character for its first byte. */
const ANSWER_BITS = 341;
const ANSWER_MS = 50;
/** Silence after which a frame that is not complete never will be. */
const GAP_BITS = 33;
/** What adapters, drivers and this machine may hold bytes back for, whatever the latency of the way. */
export const GAP_MS = 25;

/** Milliseconds of a number of bit times. */
export function bitsMs(bits: number, baudRate: number): number {
	return (bits * 1000) / baudRate;
}

/** Milliseconds that a number of bytes need on the wire. */
export function transmissionMs(bytes: number, baudRate: number): number {
	return bitsMs(bytes * BITS_PER_BYTE, baudRate);
}

/** Milliseconds from the end of a request until the first byte of its answer must have come. */
export function answerTimeoutMs(timing: Timing): number {
	return bitsMs(ANSWER_BITS, timing.baudRate) + ANSWER_MS + timing.latencyMs;
}

/** Milliseconds of silence after which an answer that began is over. */
export function gapMs(timing: Timing): number {
	return bitsMs(GAP_BITS, timing.baudRate) + GAP_MS + (timing.pauseMs ?? timing.latencyMs);
}

/** Milliseconds of silence after which nothing follows a frame that came whole. */
export function endMs(timing: Timing): number {
	return bitsMs(GAP_BITS, timing.baudRate);
}

/** Milliseconds from the end of a request until its answer is over at the very latest, however much noise there is. */
export function exchangeLimitMs(timing: Timing): number {
	return answerTimeoutMs(timing) + transmissionMs(LONGEST_FRAME, timing.baudRate) * 1.1 + timing.latencyMs;
}
