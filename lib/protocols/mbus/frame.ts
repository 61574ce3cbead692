import { Failure } from "../../model/failure.ts";

/** One frame of the link layer (EN 13757-2); a control frame is a long one with empty data. */
export type Frame =
	| { readonly kind: "ack" }
	| { readonly kind: "short"; readonly control: number; readonly address: number }
	| LongFrame;

/** A frame with variable length: C, A and CI field, then up to 252 bytes. */
export interface LongFrame {
	readonly kind: "long";
	readonly control: number;
	readonly address: number;
	readonly ci: number;
	readonly data: Uint8Array;
}

/** The single character that acknowledges (EN 13757-2, 5.4.1). */
export const ACK = 0xe5;
/** First byte of a short frame. */
export const SHORT_START = 0x10;
/** First and fourth byte of a long frame. */
export const LONG_START = 0x68;
/** Last byte of a short or long frame. */
export const STOP = 0x16;

/** Most data bytes of a long frame. */
export const DATA_MAXIMUM = 252;

/** Whether the C field is a request's: bit 6 is set by the primary station only (EN 13757-2, 5.7.2). */
export function isRequest(control: number): boolean {
	return (control & 0x40) !== 0;
}

/** Sum of the bytes from `start` up to, not including, `end`, modulo 256. */
export function checksum(bytes: Uint8Array, start: number, end: number): number {
	let sum = 0;
	for (let index = start; index < end; index++) sum += bytes[index] ?? 0;
	return sum & 0xff;
}

/** The bytes of a frame on the wire; throws Failure `too-long` when the data exceeds 252 bytes. */
export function encodeFrame(frame: Frame): Uint8Array {
	if (frame.kind === "ack") return Uint8Array.of(ACK);
	if (frame.kind === "short") {
		const { control, address } = frame;
		return Uint8Array.of(SHORT_START, control, address, control + address, STOP);
	}
	const { control, address, ci, data } = frame;
	if (data.length > DATA_MAXIMUM) throw new Failure("too-long", { length: data.length, maximum: DATA_MAXIMUM });
	const length = data.length + 3;
	const bytes = new Uint8Array(length + 6);
	bytes.set([LONG_START, length, length, LONG_START, control, address, ci]);
	bytes.set(data, 7);
	bytes[length + 4] = checksum(bytes, 4, length + 4);
	bytes[length + 5] = STOP;
	return bytes;
}
