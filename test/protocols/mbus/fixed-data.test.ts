import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../lib/model/hex.ts";
import { decodeFixedData, encodeFixedData } from "../../../lib/protocols/mbus/fixed-data.ts";

/** id 12345678, access 5, status, units, counters. */
const fixed = (status: string, units: string, first: string, second = "00000000") =>
	decodeFixedData(fromHex(`7856341205${status}${units}${first}${second}`), 7, false);

test("the header and two counters", () => {
	const { header, records } = fixed("00", "E97E", "01000000", "35010000");
	expect(header).toEqual({
		id: "12345678",
		manufacturer: "",
		version: 0,
		medium: 7,
		accessNumber: 5,
		status: 0,
		configuration: 0,
	});
	expect(records).toMatchObject([
		{ index: 0, storage: 0, quantity: "volume", unit: "m³", value: 0.001, exact: "0.001", offset: 15, length: 4 },
		{ index: 1, storage: 1, quantity: "volume", unit: "m³", value: 0.135, exact: "0.135", offset: 19, length: 4 },
	]);
	expect(records.map(({ vib }) => toHex(vib))).toEqual(["E9", "7E"]);
});

describe("units make of the number 2", () => {
	test.each([
		["02", "energy", "2", "Wh"],
		["0A", "energy", "200000000", "Wh"],
		["0B", "energy", "2000", "J"],
		["13", "energy", "200000000000", "J"],
		["14", "power", "2", "W"],
		["1C", "power", "200000000", "W"],
		["1D", "power", "2000", "J/h"],
		["25", "power", "200000000000", "J/h"],
		["26", "volume", "0.000002", "m³"],
		["2E", "volume", "200", "m³"],
		["2F", "volume-flow", "0.000002", "m³/h"],
		["37", "volume-flow", "200", "m³/h"],
		["38", "temperature", "0.002", "°C"],
		["39", "heat-cost", "2", "HCA"],
		["3A", "unknown", "2", ""],
		["3F", "dimensionless", "2", ""],
	])("%s: %s", (...row) => {
		const [unit, quantity, exact, symbol] = row;
		expect(fixed("80", `${unit}3F`, "02000000").records[0]).toMatchObject({ quantity, exact, unit: symbol });
	});
});

test("counters are BCD or binary as the status says", () => {
	expect(fixed("00", "023F", "10000000").records[0]?.value).toBe(10);
	expect(fixed("80", "023F", "10000000").records[0]?.value).toBe(16);
	expect(fixed("00", "023F", "0A000000").records[0]).toMatchObject({ value: null, reason: "invalid-bcd" });
});

test("the status marks stored values", () => {
	expect(fixed("40", "0202", "10000000").records.map(({ storage }) => storage)).toEqual([1, 1]);
});

test.each([
	["003F", 0],
	["403F", 1],
	["803F", 2],
	["C03F", 3],
	["007F", 4],
	["407F", 5],
	["807F", 6],
	["C07F", 7],
	["00BF", 8],
	["40BF", 15],
	["80BF", 3],
	["C0BF", 4],
	["00FF", 6],
	["40FF", 7],
	["80FF", 8],
	["C0FF", 15],
])("units %s have medium %d", (units, medium) => {
	expect(fixed("00", units, "00000000").header.medium).toBe(medium);
});

test("times and days", () => {
	expect(fixed("00", "0001", "56341200", "31122400").records.map(({ value }) => value)).toEqual([
		"12:34:56",
		"2024-12-31",
	]);
	expect(fixed("80", "0001", "38220C00", "1F0C6300").records.map(({ value }) => value)).toEqual([
		"12:34:56",
		"1999-12-31",
	]);
	const broken = ["60000000", "00600000", "00002400", "31022400", "01130000", "0101FF00"];
	expect(broken.slice(0, 3).map((hex) => fixed("00", "0001", hex).records[0]?.reason)).toEqual(
		Array(3).fill("invalid-date"),
	);
	expect(broken.slice(3).map((hex) => fixed("00", "0001", "00000000", hex).records[1]?.reason)).toEqual(
		Array(3).fill("invalid-date"),
	);
});

test("high byte first", () => {
	const { header, records } = decodeFixedData(fromHex("1234567805000202 00001234 00000001"), 7, true);
	expect(header.id).toBe("12345678");
	expect(records.map(({ value }) => value)).toEqual([1234, 1]);
});

test("what is written is read", () => {
	const bytes = encodeFixedData(
		{ id: fromHex("78563412"), accessNumber: 5, status: 0x80 },
		[0x02, 0x3e],
		[fromHex("01000000"), fromHex("02000000")],
	);
	expect(decodeFixedData(bytes, 0, false)).toMatchObject({
		header: { id: "12345678" },
		records: [{ value: 1 }, { value: 2, storage: 1, unit: "Wh" }],
	});
});
