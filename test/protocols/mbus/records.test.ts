import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../lib/model/hex.ts";
import { decodeRecords } from "../../../lib/protocols/mbus/records.ts";

const records = (hex: string) => decodeRecords(fromHex(hex)).records;
const values = (hex: string) => records(hex).map(({ value }) => value);

test("a record is linked to its bytes", () => {
	const [first, second] = decodeRecords(fromHex("2F2F 0C1327048502 2F 8C4013 01000000"), { offset: 19 }).records;
	expect(first).toMatchObject({ index: 0, offset: 21, length: 6, value: 2850.427, exact: "2850.427", unit: "m³" });
	expect([first?.dib, first?.vib, first?.raw].map((bytes) => toHex(bytes ?? new Uint8Array()))).toEqual([
		"0C",
		"13",
		"27048502",
	]);
	expect(second).toMatchObject({ index: 1, offset: 28, length: 7, subunit: 1, value: 0.001 });
});

describe("DIF and DIFE", () => {
	test.each([
		["0113 01", { function: "instantaneous", storage: 0, tariff: 0, subunit: 0 }],
		["1113 01", { function: "maximum" }],
		["2113 01", { function: "minimum" }],
		["3113 01", { function: "error" }],
		["4113 01", { storage: 1 }],
		["811013 01", { tariff: 1 }],
		["814013 01", { subunit: 1 }],
		["C10113 01", { storage: 3 }],
		["C1BF7F13 01", { storage: 1 + 2 * 15 + 32 * 15, tariff: 15, subunit: 2 }],
		["C18F8F8F8F8F8F8F8F8F0F13 01", { storage: 2 ** 41 - 1 }],
		["C1FFFFFFFFFFFFFFFFFF7F13 01", { storage: 2 ** 41 - 1, tariff: 2 ** 20 - 1, subunit: 2 ** 10 - 1 }],
		["91800013 01", { function: "maximum", storage: 0, tariff: 0, subunit: 0 }],
	])("%s", (hex, expected) => {
		expect(decodeRecords(fromHex(hex)).records).toMatchObject([expected]);
	});
});

describe("values", () => {
	test.each([
		["no data", "0013", null, null],
		["selection", "0813", null, null],
		["int8", "0116FF", -1, "-1"],
		["int16", "0216FEFF", -2, "-2"],
		["int24", "031640E201", 123456, "123456"],
		["int32", "0416FFFFFFFF", -1, "-1"],
		["int48", "0616FFFFFFFFFF7F", 140737488355327, "140737488355327"],
		["int64", "0716FFFFFFFFFFFFFF7F", 9223372036854776000, "9223372036854775807"],
		["int64 below zero", "0713FFFFFFFFFFFFFFFF", -0.001, "-0.001"],
		["int64 scaled", "07100100000000000080", -9223372036854.775, "-9223372036854.775807"],
		["real32", "053E3BDFA03F", 1.2568124532699585, "1.2568125"],
		["real32 of few digits", "05160000C03F", 1.5, "1.5"],
		["real32 scaled", "05FD487B14AEBF", -0.13600000143051147, "-0.136"],
		["real32 large", "0507000080 4B", 167772160000, "167772160000"],
		["real32 zero", "051600000000", 0, "0"],
		["real32 minus zero", "051600000080", 0, "0"],
		["real32 with addend", "05967B0000C03F", 2.5, "2.5"],
		["bcd2", "091642", 42, "42"],
		["bcd4", "0A162143", 4321, "4321"],
		["bcd4 negative", "0A1623F1", -123, "-123"],
		["bcd8 negative", "0C13274085F2", -2854.027, "-2854.027"],
		["bcd12", "0E16785634129078", 789012345678, "789012345678"],
		["bcd of zero negative", "0916F0", 0, "0"],
		["fabrication number", "0C7837080000", 837, "00000837"],
		["fabrication number as integer", "047837080000", 2103, "2103"],
		["a fabrication number with a sign", "0C78370800F0", -837, "-837"],
		["fabrication number with a factor", "0CF87401000000", 0.01, "0.01"],
		["text", "0D78056F6C6C6548", "Hello", null],
		["text of no length", "0D7800", "", null],
		["positive BCD", "0D16C22143", 4321, "4321"],
		["negative BCD", "0D16D22143", -4321, "-4321"],
		["BCD of 18 digits", "0D13C9181716151413121199", 991112131415161.8, "991112131415161.718"],
		["negative BCD of 18 digits", "0D16D9181716151413121199", -991112131415161700, "-991112131415161718"],
		["BCD of 18 digits with a sign", "0D16C91817161514131211F9", -91112131415161710, "-91112131415161718"],
		["binary", "0D7FE3010203", "010203", null],
		["binary of no length", "0D7FE0", "", null],
		["binary F0", `0D7FF0${"AB".repeat(16)}`, "AB".repeat(16), null],
		["binary F4", `0D7FF4${"AB".repeat(32)}`, "AB".repeat(32), null],
		["binary F5", `0D7FF5${"AB".repeat(48)}`, "AB".repeat(48), null],
		["binary F6", `0D7FF6${"AB".repeat(64)}`, "AB".repeat(64), null],
		["a container is bytes, not text", "0DFD3B03010203", "010203", null],
		["a small number", "011005", 0.000005, "0.000005"],
		["a tiny number", "01FD5005", 5e-12, "0.000000000005"],
		["a signal level", "01FD71A0", -96, "-96"],
		["a signal level as the radio chip codes it", "01FD711E", -70, "-70"],
		["no signal", "01FD7100", 0, "0"],
		["a signal level of two bytes", "02FD710300", 3, "3"],
		["error flags that look like an invalid number", "01FD1780", -128, "-128"],
		["a maker's number that looks invalid", "07FF010000000000000080", -9223372036854776000, "-9223372036854775808"],
		["date, type G", "026CBF1C", "2013-12-31", null],
		["date and time, type F", "046D32371F15", "2008-05-31T23:50:00", null],
		["date and time, type I", "066D0A17126C2300", "2019-03-12T18:23:10", null],
		["time, type J", "036D05170E", "14:23:05", null],
		["date text", "0D6C03414243", "CBA", null],
	])("%s", (_, hex, value, exact) => {
		expect(records(hex)).toMatchObject([{ value, exact, reason: null }]);
	});

	test.each([
		["int8 80", "011680", "invalid-value"],
		["int32 80000000", "041600000080", "invalid-value"],
		["int64 80…", "07160000000000000080", "invalid-value"],
		["real32 NaN", "05160000C07F", "invalid-value"],
		["real32 infinity", "05160000807F", "invalid-value"],
		["bcd with DD", "0C13DD4A0000", "invalid-bcd"],
		["bcd with A behind the sign", "0A162AF1", "invalid-bcd"],
		["bcd all F", "0C13FFFFFFFF", "invalid-bcd"],
		["negative BCD with a sign", "0D16D221F3", "invalid-bcd"],
		["BCD of no length", "0D16C0", "invalid-bcd"],
		["date of 1 byte", "016C01", "invalid-date"],
		["date in BCD", "0A6C0101", "invalid-date"],
		["date FFFF", "026CFFFF", "invalid-date"],
	])("%s has no value", (_, hex, reason) => {
		expect(records(hex)).toMatchObject([{ value: null, exact: null, reason }]);
	});
});

describe("special DIFs", () => {
	test("a maker's block is raw and ends the list", () => {
		const result = decodeRecords(fromHex("011601 0F 0A0B2F"));
		expect(result).toMatchObject({ status: "ok", moreFollows: false });
		expect(result.records[1]).toMatchObject({
			index: 1,
			function: "manufacturer",
			quantity: "manufacturer-specific",
			value: "0A0B2F",
			exact: null,
			offset: 3,
			length: 4,
		});
	});

	test("1F: more follows, even without data", () => {
		const result = decodeRecords(fromHex("1F"));
		expect(result).toMatchObject({
			status: "ok",
			moreFollows: true,
			records: [{ value: "", function: "manufacturer" }],
		});
	});

	test("7F is a record without VIF and data", () => {
		expect(records("7F011601")).toMatchObject([
			{ function: "instantaneous", storage: 0, quantity: "any", value: null, reason: null, length: 1 },
			{ value: 1 },
		]);
	});
});

describe("text units", () => {
	test.each([
		["without VIFEs", "017C0348522507", [["%RH", 7]]],
		["behind the VIF", "02FC0348522574D411", [["%RH", 45.64]]],
		["behind the VIFEs", "02FC7403485225D411", [["%RH", 45.64]]],
		[
			"behind the VIFEs, then another record",
			"02FC7403485225D411 0116 05",
			[
				["%RH", 45.64],
				["m³", 5],
			],
		],
		[
			"both",
			"02FC0348522574D411 02FC7403485225D411",
			[
				["%RH", 45.64],
				["%RH", 45.64],
			],
		],
		[
			"a reading with unreadable text gives way",
			"01FC12014107 011605 011605 011605 011605 011605 2F2F2F",
			[["A", 7], ...Array.from({ length: 5 }, () => ["m³", 5])],
		],
		["behind the VIF, before a broken record", "02FC0348522574D411 0C13", [["%RH", 45.64]]],
		[
			"behind the VIF, then filler and maker's data",
			"02FC0348522574D411 2F 0F01",
			[
				["%RH", 45.64],
				["", "01"],
			],
		],
		["of no length", "017C0007", [["", 7]]],
		["of the maker's choice", "017C04646362610A", [["abcd", 10]]],
	])("%s", (_, hex, expected) => {
		expect(records(hex).map(({ unit, value }) => [unit, value])).toEqual(expected);
	});

	test("a known unit has its quantity", () => {
		expect(records("017C0348522507")).toMatchObject([{ quantity: "humidity" }]);
		expect(records("017C04646362610A")).toMatchObject([{ quantity: "unknown" }]);
	});

	test("many text units do not take long", () => {
		const wire = "01FC015674 01".replaceAll(" ", "").repeat(80);
		const start = performance.now();
		expect(values(`${wire}0C13`)).not.toHaveLength(0);
		expect(performance.now() - start).toBeLessThan(200);
	});
});

describe("defects keep the records before", () => {
	test.each([
		["DIF without VIF", "0C", "record-header", 1],
		["DIF without DIFE", "8C", "record-header", 1],
		["VIF without VIFE", "0C93", "record-header", 2],
		["FD without its code", "0CFD", "record-header", 2],
		["data missing", "0C13010203", "record-data", 2],
		["LVAR missing", "0D13", "record-data", 2],
		["LVAR beyond the end", "0D78F04142", "record-data", 3],
		["LVAR CA", "0D13CA", "lvar", 2],
		["LVAR F8", "0D13F8", "lvar", 2],
		["11 DIFE", "8B8B8B8B8B8B8B8B8B8B8B001300", "too-many-dife", 11],
		["11 VIFE", "0493848484848484848484848400", "too-many-vife", 12],
		["text unit beyond the end", "017C204142", "plain-text-vif", 2],
		["text unit without a length", "017C", "record-header", 2],
		["text unit beyond the end in both places", "01FC204142", "plain-text-vif", 2],
		["text unit without VIFE", "01FC0141", "record-header", 4],
		["text unit with VIFEs that do not end", "01FC014184", "record-header", 5],
		["text unit with 11 VIFE", `01FC0141${"84".repeat(11)}00`, "too-many-vife", 14],
		["reserved DIF", "3F0102", "reserved-dif", 0],
		["reserved DIF with DIFE", "8F0013", "reserved-dif", 0],
	])("%s", (_, hex, code, at) => {
		const result = decodeRecords(fromHex(`0C1327048502${hex}`), { offset: 100 });
		expect(result).toMatchObject({ status: "partial", code, offset: 106 + at, records: [{ value: 2850.427 }] });
	});

	test("10 DIFE and 10 VIFE are allowed", () => {
		expect(values("8B8B8B8B8B8B8B8B8B8B0B13000000")).toHaveLength(1);
		expect(values("0193AAAAAAAAAAAAAAAAAA2A00")).toHaveLength(1);
	});
});

test("high byte first: numbers and texts turn round, bytes do not", () => {
	const result = decodeRecords(fromHex("0413 0000000A 0A160102 0D780548656C6C6F 0D7FE2 0102 026C1CBF"), {
		msbFirst: true,
	});
	expect(result.records.map(({ value }) => value)).toEqual([0.01, 102, "Hello", "0102", "2013-12-31"]);
	expect(toHex(result.records[0]?.raw ?? new Uint8Array())).toBe("0000000A");
});

test("random bytes never throw, and no byte is told twice", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 252 }), fc.boolean(), (bytes, msbFirst) => {
			let end = 0;
			for (const record of decodeRecords(bytes, { msbFirst }).records) {
				expect(record.offset).toBeGreaterThanOrEqual(end);
				end = record.offset + record.length;
			}
			expect(end).toBeLessThanOrEqual(bytes.length);
		}),
		{ numRuns: 2000 },
	);
});
