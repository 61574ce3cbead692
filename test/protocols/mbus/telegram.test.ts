import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../lib/model/hex.ts";
import { joinBytes } from "../../../lib/protocols/mbus/bytes.ts";
import { encodeTelegram } from "../../../lib/protocols/mbus/encode-records.ts";
import { encodeFrame, type LongFrame } from "../../../lib/protocols/mbus/frame.ts";
import { decodeApplication, decodeTelegram } from "../../../lib/protocols/mbus/telegram.ts";

const LONG = "78563412 2D2C 35 04 01 00 0000";
const SHORT = "01 00 0000";
const VOLUME = "0C1327048502";

const long = (ci: number, data: string, control = 8): LongFrame => ({
	kind: "long",
	control,
	address: 1,
	ci,
	data: fromHex(data),
});
const decode = (ci: number, data: string, control = 8) => decodeTelegram(encodeFrame(long(ci, data, control)));

describe("the CI field says what follows", () => {
	test("72: long header", () => {
		expect(decode(0x72, LONG + VOLUME)).toMatchObject({
			status: "ok",
			layer: null,
			code: null,
			offset: null,
			header: { id: "12345678", manufacturer: "KAM", version: 0x35, medium: 4, accessNumber: 1 },
			records: [{ value: 2850.427, offset: 19 }],
			moreFollows: false,
			applicationError: null,
			alarm: null,
		});
	});

	test("76: long header, high byte first", () => {
		expect(decode(0x76, "12345678 2C2D 35 04 01 00 0000 0C1302850427")).toMatchObject({
			header: { id: "12345678", manufacturer: "KAM" },
			records: [{ value: 2850.427 }],
		});
	});

	test("78: no header, 7A: short header", () => {
		expect(decode(0x78, VOLUME)).toMatchObject({
			status: "ok",
			header: null,
			records: [{ value: 2850.427, offset: 7 }],
		});
		expect(decode(0x7a, SHORT + VOLUME)).toMatchObject({
			status: "ok",
			header: { id: "", accessNumber: 1 },
			records: [{ offset: 11 }],
		});
	});

	test("73 and 77: fixed data of 16 bytes", () => {
		expect(decode(0x73, "78563412 0500 E97E 01000000 35010000")).toMatchObject({
			status: "ok",
			header: { id: "12345678", medium: 7 },
			records: [{ value: 0.001 }, { value: 0.135 }],
		});
		expect(decode(0x77, "12345678 0500 E97E 00000001 00000135")).toMatchObject({
			header: { id: "12345678" },
			records: [{ value: 0.001 }, { value: 0.135 }],
		});
		expect(decode(0x77, "12345678")).toMatchObject({
			status: "failed",
			layer: "application",
			code: "length",
			offset: 7,
		});
	});

	test("73 of another length, 79 and 7B: a compact frame of unknown format", () => {
		expect(decode(0x73, `${LONG} 11223344 01`)).toMatchObject({
			status: "failed",
			layer: "application",
			code: "unknown-format",
			offset: 19,
			header: { id: "12345678" },
		});
		expect(decode(0x79, "11223344 01")).toMatchObject({ code: "unknown-format", header: null, offset: 7 });
		expect(decode(0x7b, `${SHORT} 11223344 01`)).toMatchObject({
			code: "unknown-format",
			header: { accessNumber: 1 },
			offset: 11,
		});
		expect(decode(0x73, `${LONG} 112233`)).toMatchObject({ code: "length" });
	});

	test.each([
		[0x69, "", null],
		[0x6a, SHORT, ""],
		[0x6b, LONG, "12345678"],
	])("%i: a format frame has no records", (ci, header, id) => {
		const result = decode(ci, `${header} 050102 0C13`);
		expect(result).toMatchObject({ status: "ok", records: [] });
		expect(result.header?.id ?? null).toBe(id);
	});

	test.each([
		[0x70, "", 7, null],
		[0x6e, SHORT, 11, ""],
		[0x6f, LONG, 19, "12345678"],
	])("%i: an application error", (...row) => {
		const [ci, header, offset, id] = row;
		const result = decode(ci, `${header} 08`);
		expect(result).toMatchObject({
			status: "failed",
			layer: "application",
			code: "application-error",
			applicationError: 8,
			offset,
			records: [],
		});
		expect(result.header?.id ?? null).toBe(id);
		expect(decode(ci, header).applicationError).toBe(0);
	});

	test.each([
		[0x71, "", null],
		[0x74, SHORT, ""],
		[0x75, LONG, "12345678"],
	])("%i: an alarm", (ci, header, id) => {
		const result = decode(ci, `${header} 04`);
		expect(result).toMatchObject({ status: "ok", alarm: 4, records: [] });
		expect(result.header?.id ?? null).toBe(id);
		expect(decode(ci, header).alarm).toBe(0);
	});

	test.each([0xa0, 0xb7])("%i: a maker's own", (ci) => {
		expect(decode(ci, "0102")).toMatchObject({
			status: "ok",
			header: null,
			records: [{ function: "manufacturer", value: "0102", offset: 7, length: 2 }],
		});
	});

	test.each([0x50, 0x51, 0x52, 0x54, 0x55, 0x56, 0x5a, 0x5b, 0xb8, 0xbf])("%i: a request", (ci) => {
		expect(decode(ci, "01")).toMatchObject({
			status: "failed",
			layer: "application",
			code: "wrong-direction",
			offset: 6,
			frame: { ci },
		});
	});

	test.each([0x40, 0x43, 0x53, 0x63, 0x73])("C field %i: a request", (control) => {
		expect(decode(0x72, LONG, control)).toMatchObject({ code: "wrong-direction", frame: { control } });
	});

	test.each([0x00, 0x6c, 0x80, 0xff])("%i: not supported", (ci) => {
		expect(decode(ci, "01")).toMatchObject({
			status: "failed",
			layer: "application",
			code: "unsupported-ci",
			offset: 6,
		});
	});

	test.each([
		[0x72, 11],
		[0x73, 11],
		[0x76, 11],
		[0x6b, 11],
		[0x6f, 11],
		[0x75, 11],
		[0x7a, 3],
		[0x7b, 3],
		[0x6a, 3],
		[0x6e, 3],
		[0x74, 3],
	])("%i: a header of %i bytes is too short", (ci, length) => {
		expect(decode(ci, "00".repeat(length))).toMatchObject({
			status: "failed",
			layer: "link",
			code: "short-header",
			offset: 7 + length,
			records: [],
		});
		expect(decode(ci, "")).toMatchObject({ code: "short-header" });
	});
});

describe("the link layer", () => {
	test("frames without data are frames", () => {
		expect(decodeTelegram(fromHex("E5"))).toMatchObject({
			status: "ok",
			code: null,
			offset: null,
			frame: { kind: "ack" },
			records: [],
		});
		expect(decodeTelegram(fromHex("107BFD7816"))).toMatchObject({
			status: "ok",
			frame: { kind: "short" },
			records: [],
		});
		expect(decodeTelegram(fromHex("E5FF"))).toMatchObject({ status: "ok", code: "trailing", offset: 1 });
	});

	test("a defect leaves no records", () => {
		const bytes = encodeFrame(long(0x72, LONG + VOLUME));
		bytes[20] = 0;
		expect(decodeTelegram(bytes)).toMatchObject({
			status: "failed",
			layer: "link",
			code: "checksum",
			offset: bytes.length - 2,
			frame: null,
			records: [],
		});
	});

	test("garbage, an echo and trailing bytes are told and change nothing but the offsets", () => {
		const bytes = encodeFrame(long(0x72, LONG + VOLUME));
		expect(decodeTelegram(joinBytes(fromHex("107B017C16"), bytes))).toMatchObject({
			status: "ok",
			code: "resync",
			layer: null,
			offset: 0,
			records: [{ offset: 24 }],
		});
		expect(decodeTelegram(joinBytes(bytes, [0, 255]))).toMatchObject({
			status: "ok",
			code: "trailing",
			layer: null,
			offset: bytes.length,
			records: [{ offset: 19 }],
		});
	});

	test("a broken record counts more than trailing bytes", () => {
		const bytes = encodeFrame(long(0x72, `${LONG}${VOLUME}0C13`));
		expect(decodeTelegram(joinBytes([1], bytes))).toMatchObject({
			status: "partial",
			layer: "application",
			code: "record-data",
			offset: 28,
			records: [{ value: 2850.427 }],
		});
	});

	test("512 bytes are looked at, and copied", () => {
		const input = new Uint8Array(600).fill(0x55);
		expect(decodeTelegram(input).raw).toHaveLength(512);
		const frame = encodeFrame(long(0x72, LONG + VOLUME));
		const result = decodeTelegram(frame);
		frame.fill(0);
		expect(toHex(result.records[0]?.raw ?? new Uint8Array())).toBe("27048502");
	});
});

describe("a frame alone", () => {
	test("is decoded as within its telegram", () => {
		const frame = long(0x72, LONG + VOLUME);
		expect(decodeApplication(frame)).toEqual({ ...decodeTelegram(encodeFrame(frame)), frame });
	});

	test("may be longer than the wire allows", () => {
		const frame = { ...long(0x78, ""), data: joinBytes(...Array.from({ length: 50 }, () => fromHex(VOLUME))) };
		expect(decodeApplication(frame)).toMatchObject({ status: "ok", records: { length: 50 }, raw: { length: 307 } });
	});
});

test("1F tells that more follows", () => {
	const header = {
		id: "12345678",
		manufacturer: "KAM",
		version: 1,
		medium: 4,
		accessNumber: 1,
		status: 0,
		configuration: 0,
	};
	expect(decodeTelegram(encodeTelegram({ header, moreFollows: true }))).toMatchObject({
		moreFollows: true,
		records: [{ value: "" }],
	});
});
