import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../lib/model/hex.ts";
import { encodeFrame, type Frame } from "../../../lib/protocols/mbus/frame.ts";

const none = new Uint8Array(0);

test.each<[string, Frame]>([
	["E5", { kind: "ack" }],
	["1040FD3D16", { kind: "short", control: 0x40, address: 0xfd }],
	["107BFD7816", { kind: "short", control: 0x7b, address: 0xfd }],
	["680303685301BC1016", { kind: "long", control: 0x53, address: 1, ci: 0xbc, data: none }],
	["6804046808017009 8216", { kind: "long", control: 8, address: 1, ci: 0x70, data: Uint8Array.of(9) }],
])("%s", (hex, frame) => {
	expect(encodeFrame(frame)).toEqual(fromHex(hex));
});

test("252 bytes of data fit, 253 do not", () => {
	const frame = (length: number): Frame => ({
		kind: "long",
		control: 8,
		address: 1,
		ci: 0x78,
		data: new Uint8Array(length),
	});
	expect(toHex(encodeFrame(frame(252)).subarray(0, 4))).toBe("68FFFF68");
	expect(() => encodeFrame(frame(253))).toThrow("too-long");
});
