import { expect, test } from "vitest";
import {
	joinBytes,
	littleEndian,
	reversedText,
	signedNumber,
	textBytes,
	unsignedBigInt,
	unsignedNumber,
} from "../../../lib/protocols/mbus/bytes.ts";

test("text travels last character first", () => {
	expect(reversedText(Uint8Array.of(0x63, 0x62, 0x61))).toBe("abc");
	expect([...textBytes("abc")]).toEqual([0x63, 0x62, 0x61]);
	expect(reversedText(textBytes("25 °C"))).toBe("25 °C");
	expect(reversedText(textBytes("5 Ω"))).toBe("5 ?");
});

test.each([
	[[0xff], -1, 255],
	[[0xff, 0x7f], 32767, 32767],
	[[0x00, 0x80], -32768, 32768],
	[[0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -1, 2 ** 48 - 1],
])("%j is %d signed and %d unsigned", (bytes, signed, unsigned) => {
	expect(signedNumber(Uint8Array.from(bytes))).toBe(signed);
	expect(unsignedNumber(Uint8Array.from(bytes))).toBe(unsigned);
	expect(unsignedBigInt(Uint8Array.from(bytes))).toBe(BigInt(unsigned));
});

test("numbers are written as two's complement, lowest byte first", () => {
	expect([...littleEndian(-2, 3)]).toEqual([0xfe, 0xff, 0xff]);
	expect([...littleEndian(0x0102n, 2)]).toEqual([2, 1]);
});

test("parts are joined in order", () => {
	expect([...joinBytes([1], Uint8Array.of(2, 3), [])]).toEqual([1, 2, 3]);
});
