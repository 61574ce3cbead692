import fc from "fast-check";
import { expect, test } from "vitest";
import {
	isCutShort,
	isNextAnswer,
	isOneBitWrong,
	isThin,
	looksSuperposed,
	repeatsSuperposed,
} from "../../../lib/masters/mbus/superposition.ts";
import { encodeFrame } from "../../../lib/protocols/mbus/frame.ts";

const FRAME = encodeFrame({ kind: "long", control: 8, address: 5, ci: 0x72, data: new Uint8Array(30).fill(0x77) });

/** What a receiver makes of two E5 that overlap, the second one some bit times later: start, 8 bits, parity, stop. */
function overlapping(shift: number): number {
	const bits = [0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1];
	const line = Array.from({ length: 22 }, (_, index) => (bits[index] ?? 1) & (bits[index - shift] ?? 1));
	return line.slice(1, 9).reduce((byte, bit, index) => byte | (bit << index), 0);
}

test("overlapping E5s look superposed, whatever lies between them", () => {
	for (let shift = 0; shift <= 11; shift += 1) {
		expect(looksSuperposed(Uint8Array.of(overlapping(shift), 0x3f), "ack")).toBe(true);
	}
});

test("superposed long frames look superposed; noise seldom does", () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (data) => {
			const other = encodeFrame({ kind: "long", control: 8, address: 9, ci: 0x72, data });
			const both = FRAME.map((byte, index) => byte & (other[index] ?? 0xff));
			expect(looksSuperposed(both, "response")).toBe(true);
		}),
	);
	const firsts = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte, 0x12));
	expect(firsts.filter((bytes) => looksSuperposed(bytes, "ack")).length).toBe(31);
	expect(firsts.filter((bytes) => looksSuperposed(bytes, "response")).length).toBe(7);
	expect(looksSuperposed(new Uint8Array(0), "any")).toBe(false);
});

test("an answer that broke off is told from a broken one", () => {
	expect(isCutShort(FRAME.slice(0, 20))).toBe(true);
	expect(isCutShort(FRAME)).toBe(false);
	expect(isCutShort(Uint8Array.of(0x68, 0x10, 0x11, 0x68))).toBe(false);
	expect(isCutShort(FRAME.slice(0, 3))).toBe(false);
});

test("one wrong bit anywhere behind the header is recognised", () => {
	fc.assert(
		fc.property(fc.integer({ min: 4, max: FRAME.length - 2 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
			expect(isOneBitWrong(FRAME.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte)))).toBe(true);
		}),
	);
	expect(isOneBitWrong(FRAME.map((byte, index) => (index > 10 && index < 30 ? byte & 0x15 : byte)))).toBe(false);
	expect(isOneBitWrong(FRAME.slice(0, 10))).toBe(false);
});

test("the same meters at once are recognised although their access numbers went on", () => {
	const next = FRAME.map((byte, index) => (index === 15 || index === FRAME.length - 2 ? byte + 1 : byte));
	expect(repeatsSuperposed(next, FRAME)).toBe(true);
	expect(repeatsSuperposed(next.with(20, 0x7f), FRAME)).toBe(false);
	expect(repeatsSuperposed(next.slice(1), FRAME)).toBe(false);
	expect(isNextAnswer(FRAME, next)).toBe(true);
	expect(isNextAnswer(FRAME, FRAME)).toBe(false);
});

test("a frame with few bits is thin among its like only", () => {
	const thin = FRAME.map((byte, index) => (index > 6 ? byte & 0x11 : byte));
	expect(isThin(thin, [FRAME, FRAME], 0.65)).toBe(true);
	expect(isThin(FRAME, [FRAME, thin], 0.65)).toBe(false);
	expect(isThin(thin, [], 0.65)).toBe(false);
	expect(isThin(thin, [FRAME.slice(1)], 0.65)).toBe(false);
});
