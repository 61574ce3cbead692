import type { FailureCode } from "../../model/failure.ts";
import { ACK, type Frame, isRequest, LONG_START, SHORT_START, STOP } from "./frame.ts";
import { type ParsedFrame, parseFrame } from "./parse-frame.ts";

/** One frame found in a chunk, or why there is none. */
export interface FrameResult {
	readonly status: "ok" | "failed";
	/** The defect; or, with a frame, `resync` when bytes before it were skipped, `trailing` when bytes follow it; else null. */
	readonly code: FailureCode | null;
	/** Where the defect is, or where the skipped (`resync`: 0) or trailing bytes begin; 0 for a clean frame. */
	readonly offset: number;
	readonly frame: Frame | null;
	/** First byte of the frame. */
	readonly start: number;
	/** First byte behind the frame. */
	readonly end: number;
}

type GoodFrame = Extract<ParsedFrame, { code: null }>;
type BrokenFrame = Exclude<ParsedFrame, { code: null }>;

const SPOILT_START: BrokenFrame = { code: "start-byte", at: 0, end: 0 };

/**
 * Finds the frame in a chunk that holds one (EN 13757-2). Garbage and the echo of a request before an answer are skipped
 * (`resync`), bytes behind it are tolerated (`trailing`). Never throws.
 */
export function decodeFrame(bytes: Uint8Array): FrameResult {
	const first = hasSpoiltStart(bytes) ? SPOILT_START : parseFrame(bytes, 0);
	if (first.code !== null) return resynchronised(bytes, first);
	if (first.end === bytes.length) return found(bytes, first, 0);
	const answer = isFromSlave(first.frame) ? null : search(bytes, first.end, isFromSlave);
	return answer === null ? found(bytes, first, 0) : found(bytes, answer.parsed, answer.start);
}

/** A long frame that is whole but for its first byte, which happens to be that of another kind of frame. */
function hasSpoiltStart(bytes: Uint8Array): boolean {
	const [first, length = 0, again, start] = bytes;
	if (first !== SHORT_START && first !== ACK) return false;
	return start === LONG_START && length === again && bytes.length === length + 6 && bytes.at(-1) === STOP;
}

function resynchronised(bytes: Uint8Array, first: BrokenFrame): FrameResult {
	// Garbage may look like the start of a frame that reaches into the answer: an answer counts wherever it begins.
	const hit = search(bytes, 1, isFromSlave) ?? search(bytes, Math.max(first.end, 1), ({ kind }) => kind !== "ack");
	if (hit !== null) return found(bytes, hit.parsed, hit.start);
	const defect = blame(bytes, first);
	return { status: "failed", code: defect.code, offset: defect.at, frame: null, start: 0, end: 0 };
}

function found(bytes: Uint8Array, { frame, end }: GoodFrame, start: number): FrameResult {
	if (start > 0) return { status: "ok", code: "resync", offset: 0, frame, start, end };
	if (end < bytes.length) return { status: "ok", code: "trailing", offset: end, frame, start, end };
	return { status: "ok", code: null, offset: 0, frame, start, end };
}

function isFromSlave(frame: Frame): boolean {
	return frame.kind === "long" && !isRequest(frame.control);
}

function search(
	bytes: Uint8Array,
	from: number,
	accept: (frame: Frame) => boolean,
): { parsed: GoodFrame; start: number } | null {
	for (let start = from; start < bytes.length; start++) {
		const byte = bytes[start];
		if (byte !== LONG_START && byte !== SHORT_START) continue;
		const parsed = parseFrame(bytes, start);
		if (parsed.code === null && accept(parsed.frame)) return { parsed, start };
	}
	return null;
}

/** The defect worth telling: that of the first thing that looks like a frame. */
function blame(bytes: Uint8Array, first: BrokenFrame): { code: FailureCode; at: number } {
	if (first !== SPOILT_START && (bytes[0] === LONG_START || bytes[0] === SHORT_START)) return first;
	for (let start = 1; start + 3 < bytes.length; start++) {
		if (bytes[start] !== LONG_START || bytes[start + 3] !== LONG_START || bytes[start + 1] !== bytes[start + 2])
			continue;
		const parsed = parseFrame(bytes, start);
		if (parsed.code !== null) return parsed;
	}
	return first;
}
