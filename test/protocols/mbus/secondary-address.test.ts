import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../lib/model/hex.ts";
import {
	decodeSecondaryAddress,
	encodeId,
	encodeSecondaryAddress,
	parseSecondaryAddress,
	secondaryAddressText,
} from "../../../lib/protocols/mbus/secondary-address.ts";

test.each([
	["12345678", "78563412FFFFFFFF", "12345678"],
	["1234ffff", "FFFF3412FFFFFFFF", "1234FFFF"],
	[" 12345678-kam-35-04 ", "785634122D2C3504", "12345678-KAM-35-04"],
	["12345678-*-*-04", "78563412FFFFFF04", "12345678-*-*-04"],
	["12345678-*-*-*", "78563412FFFFFFFF", "12345678"],
	["00112233AC48B807", "00112233AC48B807", "33221100-REL-B8-07"],
	["FFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFF", "FFFFFFFF"],
	["12345678-KAM-35-04/87654321", "785634122D2C3504", "12345678-KAM-35-04/87654321"],
])("%s is %s on the wire", (text, wire, normal) => {
	const address = parseSecondaryAddress(text);
	expect(toHex(encodeSecondaryAddress(address))).toBe(wire);
	expect(secondaryAddressText(address)).toBe(normal);
	const { fabrication: _, ...plain } = address;
	expect(decodeSecondaryAddress(fromHex(wire))).toEqual(plain);
});

test.each(["", "1234567", "12345678-KAM", "12345678-KAMX-35-04", "12345678-KAM-35-0", "x2345678"])(
	"%j is refused",
	(text) => {
		expect(() => parseSecondaryAddress(text)).toThrow("input");
	},
);

test("an id has eight hexadecimal digits", () => {
	expect(toHex(encodeId("0012AF34"))).toBe("34AF1200");
	expect(() => encodeId("12")).toThrow("input");
});

test("a selection that is too short matches anything in what it lacks", () => {
	expect(decodeSecondaryAddress(fromHex("7856"))).toEqual({
		id: "FFFF5678",
		manufacturer: null,
		version: null,
		medium: null,
	});
});
