import type { FailureCode } from "../../model/failure.ts";
import { ACK, checksum, type Frame, LONG_START, SHORT_START, STOP } from "./frame.ts";

/** What stands at one position of a stream: a frame, or why there is none. `end` is the first byte behind it. */
export type ParsedFrame =
	| { readonly code: null; readonly frame: Frame; readonly end: number }
	| { readonly code: FailureCode; readonly at: number; readonly end: number };

/**
 * Reads the frame that begins exactly at `start` (EN 13757-2, clause 5). `incomplete` means that more bytes may still
 * make it a frame; `end` of a broken frame is where it would have ended, or `start` when that is unknown.
 */
export function parseFrame(bytes: Uint8Array, start: number): ParsedFrame {
	const first = bytes[start];
	if (first === ACK) return { code: null, frame: { kind: "ack" }, end: start + 1 };
	if (first === LONG_START) return parseLong(bytes, start);
	if (first === SHORT_START) return parseShort(bytes, start);
	return { code: first === undefined ? "incomplete" : "start-byte", at: start, end: start };
}

function parseShort(bytes: Uint8Array, start: number): ParsedFrame {
	const end = start + 5;
	if (bytes.length < end) return { code: "incomplete", at: bytes.length, end: start };
	if (bytes[end - 1] !== STOP) return { code: "stop-byte", at: end - 1, end };
	if (bytes[end - 2] !== checksum(bytes, start + 1, end - 2)) return { code: "checksum", at: end - 2, end };
	return { code: null, frame: { kind: "short", control: bytes[start + 1] ?? 0, address: bytes[start + 2] ?? 0 }, end };
}

function parseLong(bytes: Uint8Array, start: number): ParsedFrame {
	const defect = startDefect(bytes, start);
	if (defect !== null) return { ...defect, end: start };
	const length = bytes[start + 1] ?? 0;
	const end = start + length + 6;
	if (bytes.length < end) return { code: "incomplete", at: bytes.length, end: start };
	if (bytes[end - 1] !== STOP) return { code: "stop-byte", at: end - 1, end };
	if (bytes[end - 2] !== checksum(bytes, start + 4, end - 2)) return { code: "checksum", at: end - 2, end };
	const [control = 0, address = 0, ci = 0] = [bytes[start + 4], bytes[start + 5], bytes[start + 6]];
	return { code: null, frame: { kind: "long", control, address, ci, data: bytes.subarray(start + 7, end - 2) }, end };
}

function startDefect(bytes: Uint8Array, start: number): { code: FailureCode; at: number } | null {
	const available = bytes.length - start;
	if (available >= 2 && (bytes[start + 1] ?? 0) < 3) return { code: "length", at: start + 1 };
	if (available >= 3 && bytes[start + 1] !== bytes[start + 2]) return { code: "length", at: start + 2 };
	if (available >= 4 && bytes[start + 3] !== LONG_START) return { code: "start-byte", at: start + 3 };
	return available < 4 ? { code: "incomplete", at: bytes.length } : null;
}
