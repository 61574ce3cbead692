import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "../../../lib/model/hex.ts";
import { encodeHeader } from "../../../lib/protocols/mbus/encode-records.ts";
import {
	decodeLongHeader,
	decodeShortHeader,
	deviceId,
	hexByte,
	manufacturerCode,
	manufacturerLetters,
} from "../../../lib/protocols/mbus/header.ts";

const HEADER = {
	id: "33221100",
	manufacturer: "REL",
	version: 0xb8,
	medium: 7,
	accessNumber: 1,
	status: 4,
	configuration: 0x0510,
};

test("a long header, low byte first and high byte first", () => {
	expect(decodeLongHeader(fromHex("00112233AC48B80701041005"))).toEqual(HEADER);
	expect(decodeLongHeader(fromHex("3322110048ACB80701040510"), true)).toEqual(HEADER);
	expect(decodeLongHeader(fromHex("00112233AC48B807010410"))).toBeNull();
});

test("a short header has no id", () => {
	expect(decodeShortHeader(fromHex("01041005"))).toEqual({
		...HEADER,
		id: "",
		manufacturer: "",
		version: 0,
		medium: 0,
	});
	expect(decodeShortHeader(fromHex("010410"))).toBeNull();
});

test("headers come back as they were", () => {
	const byte = fc.integer({ min: 0, max: 255 });
	const header = fc.record({
		id: fc.stringMatching(/^[0-9A-F]{8}$/),
		manufacturer: fc.stringMatching(/^[A-Z]{3}$/),
		version: byte,
		medium: byte,
		accessNumber: byte,
		status: byte,
		configuration: fc.integer({ min: 0, max: 65535 }),
	});
	fc.assert(
		fc.property(header, fc.boolean(), (wanted, msbFirst) => {
			expect(decodeLongHeader(encodeHeader(wanted, msbFirst), msbFirst)).toEqual(wanted);
		}),
	);
});

test("the maker's letters are five bits each; bit 15 is a flag", () => {
	expect(manufacturerLetters(0x2c2d)).toBe("KAM");
	expect(manufacturerLetters(0xac2d)).toBe("KAM");
	expect(manufacturerCode("KAM")).toBe(0x2c2d);
	expect(() => manufacturerCode("KA")).toThrow("input");
	expect(() => manufacturerCode("kam")).toThrow("input");
});

test("a device is known by maker, id, version and medium", () => {
	expect(deviceId({ ...HEADER, id: "0012345F", manufacturer: "KAM", version: 0x35, medium: 4 })).toBe(
		"mbus:KAM-0012345F-35-04",
	);
	expect(hexByte(0x0a)).toBe("0A");
});
