import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../lib/model/hex.ts";
import { DATA_FIELDS, type DataFieldName } from "../../../lib/protocols/mbus/data-field-table.ts";
import {
	encodeHeader,
	encodeRecord,
	encodeTelegram,
	type RecordSpec,
} from "../../../lib/protocols/mbus/encode-records.ts";
import { decodeRecords } from "../../../lib/protocols/mbus/records.ts";
import { decodeTelegram } from "../../../lib/protocols/mbus/telegram.ts";

describe("records on the wire", () => {
	test.each<[string, RecordSpec]>([
		["0C1327048502", { dataField: "bcd8", vib: [0x13], value: 2_850_427 }],
		["0A1623F1", { dataField: "bcd4", vib: [0x16], value: -123 }],
		["0413FFFFFFFF", { dataField: "int32", vib: [0x13], value: -1 }],
		["0413FFFFFFFF", { dataField: 4, vib: [0x13], value: 4_294_967_295 }],
		["0713FFFFFFFFFFFFFF7F", { dataField: "int64", vib: [0x13], value: 2n ** 63n - 1n }],
		["04130A000000", { dataField: "int32", vib: [0x13], value: "10" }],
		["053E0000C03F", { dataField: "real32", vib: [0x3e], value: 1.5 }],
		["0E78129078563412", { dataField: "bcd12", vib: [0x78], value: 123_456_789_012n }],
		[
			"D3BF7E13 010000",
			{
				dataField: "int24",
				vib: [0x13],
				value: 1,
				function: "maximum",
				storage: 1 + 2 * 15 + 32 * 14,
				tariff: 3 + 4 * 3,
				subunit: 2,
			},
		],
		["84C0C0C0C04013 01000000", { dataField: "int32", vib: [0x13], value: 1, subunit: 31 }],
		["026CBF1C", { dataField: "int16", vib: [0x6c], value: "2013-12-31" }],
		["046D32371F15".replace("37", "17"), { dataField: "int32", vib: [0x6d], value: "2008-05-31T23:50" }],
		["0D78056F6C6C6548", { dataField: "text", vib: [0x78], value: "Hello" }],
		["0D78056F6C6C6548", { dataField: 0x0d, vib: [0x78], value: "Hello" }],
		["0D7FE20102", { dataField: 0x0d, vib: [0x7f], value: Uint8Array.of(1, 2) }],
		["0D16C22143", { dataField: 0x0d, vib: [0x16], value: 4321 }],
		["0D16D22143", { dataField: 0x0d, vib: [0x16], value: -4321n }],
		["0D7FF4", { dataField: "binary", vib: [0x7f], value: new Uint8Array(32) }],
		["0D7FF5", { dataField: "binary", vib: [0x7f], value: new Uint8Array(48) }],
		["0D7FF6", { dataField: "binary", vib: [0x7f], value: new Uint8Array(64) }],
		["0013", { dataField: "none", vib: [0x13], value: null }],
		["0813", { dataField: "selection", vib: [0x13], value: null }],
		["0F0102", { function: "manufacturer", dataField: 0x0f, vib: [], value: Uint8Array.of(1, 2) }],
		["1F", { function: "manufacturer", dataField: 0x1f, vib: [], value: null }],
	])("%s", (hex, spec) => {
		const bytes = encodeRecord(spec);
		const wanted = fromHex(hex);
		expect(toHex(bytes.subarray(0, wanted.length))).toBe(toHex(wanted));
	});

	test.each([
		"int8",
		"int16",
		"int24",
		"int32",
		"int48",
		"int64",
		"real32",
		"bcd2",
		"bcd8",
		"positive-bcd",
		"negative-bcd",
	] as const)("null is an invalid %s", (dataField) => {
		const { records } = decodeRecords(encodeRecord({ dataField, vib: [0x13], value: null }));
		expect(records).toMatchObject([{ value: null }]);
		expect(records[0]?.reason).toMatch(/^invalid-/);
	});

	test("null is an empty text", () => {
		expect(toHex(encodeRecord({ dataField: "text", vib: [0x78], value: null }))).toBe("0D7800");
	});

	test.each<RecordSpec>([
		{ dataField: "int8", vib: [0x13], value: 256 },
		{ dataField: "int8", vib: [0x13], value: -129 },
		{ dataField: "int8", vib: [0x13], value: 1.5 },
		{ dataField: "int32", vib: [0x13], value: "1.5" },
		{ dataField: "bcd2", vib: [0x13], value: 100 },
		{ dataField: "bcd2", vib: [0x13], value: -10 },
		{ dataField: "bcd2", vib: [0x13], value: 1.5 },
		{ dataField: "bcd2", vib: [0x13], value: "x" },
		{ dataField: "bcd2", vib: [0x13], value: Uint8Array.of(1, 2) },
		{ dataField: "binary", vib: [0x13], value: 5 },
		{ dataField: "binary", vib: [0x13], value: new Uint8Array(17) },
		{ dataField: "text", vib: [0x13], value: "x".repeat(192) },
		{ dataField: "positive-bcd", vib: [0x13], value: 10n ** 18n },
		{ dataField: 0x0f, vib: [0x13], value: 5 },
		{ dataField: "int8", vib: [0x13], value: 1, storage: 2 ** 41 },
	])("%o does not fit", (spec) => {
		expect(() => encodeRecord(spec)).toThrow("input");
	});
});

test("what is encoded is decoded", () => {
	const names = DATA_FIELDS.map(({ name }) => name);
	const spec = fc.constantFrom<DataFieldName>(...names).chain((dataField) =>
		fc.record({
			dataField: fc.constant(dataField),
			function: fc.constantFrom("instantaneous" as const, "maximum" as const, "minimum" as const, "error" as const),
			storage: fc.integer({ min: 0, max: 2 ** 41 - 1 }),
			tariff: fc.integer({ min: 0, max: 2 ** 20 - 1 }),
			subunit: fc.integer({ min: 0, max: 1023 }),
			vib: fc.constantFrom([0x13], [0xfd, 0x48], [0xfd, 0xc8, 0xfc, 0x01], [0xfb, 0x1a], [0x83, 0x3b], [0x7c, 1, 0x41]),
			value: valueFor(dataField),
		}),
	);
	fc.assert(
		fc.property(fc.array(spec, { maxLength: 5 }), (specs) => {
			const { status, records } = decodeRecords(Uint8Array.from(specs.flatMap((one) => [...encodeRecord(one)])));
			expect(status).toBe("ok");
			expect(
				records.map((record) => [record.function, record.storage, record.tariff, record.subunit, [...record.vib]]),
			).toEqual(specs.map((one) => [one.function, one.storage, one.tariff, one.subunit, one.vib]));
			// The bytes of a record, encoded again, are the same.
			for (const [index, record] of records.entries()) {
				const again = encodeRecord({ ...(specs[index] ?? specs[0] ?? { dataField: 0, vib: [] }), value: record.raw });
				expect(toHex(again)).toBe(toHex(encodeRecord(specs[index] ?? { dataField: 0, vib: [], value: null })));
			}
		}),
	);
});

function valueFor(name: DataFieldName): fc.Arbitrary<RecordSpec["value"]> {
	const row = DATA_FIELDS.find((candidate) => candidate.name === name);
	const length = row?.length ?? 0;
	if (row?.kind === "integer")
		return fc.bigInt({ min: -(2n ** BigInt(8 * length - 1)), max: 2n ** BigInt(8 * length - 1) - 1n });
	if (row?.kind === "real") return fc.float();
	if (name === "negative-bcd") return fc.integer({ min: -999_999_999, max: -1 });
	if (row?.kind === "bcd") return fc.integer({ min: 0, max: 10 ** (2 * (length || 4)) - 1 });
	if (row?.kind === "text") return fc.stringMatching(/^[\x20-\x7e]{0,20}$/);
	return row?.kind === "binary" ? fc.uint8Array({ maxLength: 15 }) : fc.constant(null);
}

describe("telegrams", () => {
	const header = {
		id: "12345678",
		manufacturer: "KAM",
		version: 0x35,
		medium: 4,
		accessNumber: 7,
		status: 4,
		configuration: 0,
	};
	const records: RecordSpec[] = [{ dataField: "bcd8", vib: [0x13], value: 2_850_427 }];

	test.each([0x72, 0x76])("CI %i carries the long header", (ci) => {
		const bcd = ci === 0x72 ? records : [{ dataField: "bcd8", vib: [0x13], value: fromHex("02850427") } as const];
		expect(decodeTelegram(encodeTelegram({ address: 5, ci, header, records: bcd }))).toMatchObject({
			status: "ok",
			header,
			records: [{ value: 2850.427 }],
			frame: { address: 5, ci },
		});
	});

	test("CI 7A carries the short header, 78 none", () => {
		expect(decodeTelegram(encodeTelegram({ ci: 0x7a, header, records }))).toMatchObject({
			header: { id: "", accessNumber: 7, status: 4 },
			records: [{}],
		});
		expect(decodeTelegram(encodeTelegram({ ci: 0x78, records }))).toMatchObject({
			header: null,
			records: [{ value: 2850.427 }],
		});
	});

	test("a maker's block ends the telegram", () => {
		expect(decodeTelegram(encodeTelegram({ header, manufacturerData: Uint8Array.of(1, 2) }))).toMatchObject({
			records: [{ value: "0102" }],
			moreFollows: false,
		});
		expect(decodeTelegram(encodeTelegram({ header, records, moreFollows: true }))).toMatchObject({
			records: [{}, { value: "" }],
			moreFollows: true,
		});
	});

	test("a header needs a proper id and maker", () => {
		expect(() => encodeHeader({ ...header, id: "1234" })).toThrow("input");
		expect(() => encodeHeader({ ...header, manufacturer: "K" })).toThrow("input");
	});
});
