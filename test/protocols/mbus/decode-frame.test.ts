import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex } from "../../../lib/model/hex.ts";
import { decodeFrame } from "../../../lib/protocols/mbus/decode-frame.ts";
import { encodeFrame, type Frame } from "../../../lib/protocols/mbus/frame.ts";
import { parseFrame } from "../../../lib/protocols/mbus/parse-frame.ts";

/** A made-up answer: CI 78, one volume record. */
const ANSWER = "680909680801780C13270485025216";
const REQUEST = "107B017C16";

describe("good frames", () => {
	test.each([
		["an acknowledgement", "E5", null, "ack", 0, 1],
		["a request", REQUEST, null, "short", 0, 5],
		["an answer", ANSWER, null, "long", 0, 15],
		["bytes behind an answer", `${ANSWER}00FF`, "trailing", "long", 0, 15],
		["bytes behind an acknowledgement", "E500", "trailing", "ack", 0, 1],
		["the echo of a request in front", REQUEST + ANSWER, "resync", "long", 5, 20],
		["an acknowledgement in front", `E5${ANSWER}`, "resync", "long", 1, 16],
		["garbage in front", `46C8BC${ANSWER}`, "resync", "long", 3, 18],
		["garbage in front that looks like a start", `6810${ANSWER}`, "resync", "long", 2, 17],
		["the start of a request in front", `107B${ANSWER}`, "resync", "long", 2, 17],
		["the start of another answer in front", `${ANSWER.slice(0, 18)}${ANSWER}`, "resync", "long", 9, 24],
		["a row of starts in front", `6868686868${ANSWER}`, "resync", "long", 5, 20],
		["a broken answer in front", `${ANSWER.replace("5216", "5316")}${ANSWER}`, "resync", "long", 15, 30],
		["garbage before a request", `00${REQUEST}`, "resync", "short", 1, 6],
		["two requests", REQUEST + REQUEST, "trailing", "short", 0, 5],
	])("%s", (...row) => {
		const [, hex, code, kind, start, end] = row;
		const result = decodeFrame(fromHex(hex));
		expect(result).toMatchObject({ status: "ok", code, start, end });
		expect(result.frame?.kind).toBe(kind);
	});
});

describe("broken frames", () => {
	test.each([
		["nothing", "", "incomplete", 0],
		["only a start", "68", "incomplete", 1],
		["half a start", "680909", "incomplete", 3],
		["half an answer", ANSWER.slice(0, 20), "incomplete", 10],
		["half a request", "107B01", "incomplete", 3],
		["lengths that differ", ANSWER.replace("6809", "680A"), "length", 2],
		["a length below 3", "680202680801", "length", 1],
		["a wrong second start", ANSWER.replace("0968", "0969"), "start-byte", 3],
		["a first start that looks like a request", `10${ANSWER.slice(2)}`, "start-byte", 0],
		["a first start that looks like an acknowledgement", `E5${ANSWER.slice(2)}`, "start-byte", 0],
		["a wrong checksum", ANSWER.replace("5216", "5316"), "checksum", 13],
		["a wrong stop", ANSWER.replace("5216", "5217"), "stop-byte", 14],
		["a wrong checksum of a request", "107B017D16", "checksum", 3],
		["a wrong stop of a request", "107B017C17", "stop-byte", 4],
		["no start at all", "D04046853FE5010B11", "start-byte", 0],
		["garbage before a wrong checksum", `0102${ANSWER.replace("5216", "5316")}`, "checksum", 15],
	])("%s", (_, hex, code, offset) => {
		expect(decodeFrame(fromHex(hex))).toMatchObject({ status: "failed", code, offset, frame: null });
	});
});

test("every frame comes back as it was", () => {
	const byte = fc.integer({ min: 0, max: 255 });
	const long = fc.record({
		control: fc.constantFrom(8, 0x18, 0x28),
		address: byte,
		ci: byte,
		data: fc.uint8Array({ maxLength: 252 }),
	});
	fc.assert(
		fc.property(long, (fields) => {
			const frame: Frame = { kind: "long", ...fields };
			expect(decodeFrame(encodeFrame(frame))).toMatchObject({ status: "ok", code: null, frame });
		}),
	);
});

test("random bytes never throw", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
			expect(["ok", "failed"]).toContain(decodeFrame(bytes).status);
		}),
	);
});

test("a position behind the end is incomplete", () => {
	expect(parseFrame(new Uint8Array(0), 0)).toEqual({ code: "incomplete", at: 0, end: 0 });
});
