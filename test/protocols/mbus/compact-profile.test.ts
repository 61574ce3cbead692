import { describe, expect, test } from "vitest";
import { fromHex } from "../../../lib/model/hex.ts";
import { decodeCompactProfile } from "../../../lib/protocols/mbus/compact-profile.ts";
import type { DataRecord } from "../../../lib/protocols/mbus/record.ts";
import { decodeRecords } from "../../../lib/protocols/mbus/records.ts";

function only(hex: string): DataRecord {
	const [record] = decodeRecords(fromHex(hex)).records;
	if (record === undefined) throw new Error("no record");
	return record;
}

/** A profile of volumes in litres from storage 8 on. */
const profile = (vife: string, data: string): DataRecord =>
	only(`8D0493${vife}${(0xe0 + data.replaceAll(" ", "").length / 2).toString(16)}${data}`);
const BASE = only("8C041310000000");

const exacts = (record: DataRecord, base?: DataRecord) =>
	decodeCompactProfile(record, base)?.elements.map(({ exact }) => exact);

test("absolute values, one storage number after the other", () => {
	const result = decodeCompactProfile(profile("1F", "2201 1000 2000 FFFF 3000"));
	expect(result).toMatchObject({ mode: "absolute", spacing: { count: 1, unit: "h" }, code: null });
	expect(result?.elements).toMatchObject([
		{ storage: 9, value: 0.016, exact: "0.016", reason: null },
		{ storage: 10, value: 0.032 },
		{ storage: 11, value: null, reason: null },
		{ storage: 12, value: 0.048 },
	]);
});

describe("differences", () => {
	test.each([
		["increments", "1F", "7101 05 FE FF 07", ["0.005", "0.254"], ["0.015", "0.269"]],
		["decrements", "1F", "B101 05 02", ["0.005", "0.002"], ["0.005", "0.003"]],
		["signed differences", "1F", "F101 05 FE", ["0.005", "-0.002"], ["0.015", "0.013"]],
		["inverse increments", "13", "7101 05 02", ["0.005", "0.002"], ["0.005", "0.003"]],
		["inverse decrements", "13", "B101 05 02", ["0.005", "0.002"], ["0.015", "0.017"]],
		["inverse differences", "13", "F101 05 FE", ["0.005", "-0.002"], ["0.005", "0.007"]],
		["increments in BCD", "1E", "7901 05 10", ["0.005", "0.01"], ["0.015", "0.025"]],
	])("%s", (...row) => {
		const [, vife, data, plain, sums] = row;
		expect(exacts(profile(vife, data))).toEqual(plain);
		expect(exacts(profile(vife, data), BASE)).toEqual(sums);
	});

	test("a broken element breaks those behind it", () => {
		const result = decodeCompactProfile(profile("1F", "7901 05 DD 10"), BASE);
		expect(result).toMatchObject({
			mode: "absolute",
			elements: [{ value: 0.015 }, { value: null, reason: "invalid-bcd" }, { value: null }],
		});
	});

	test("a base without a value leaves the differences", () => {
		expect(decodeCompactProfile(profile("1F", "7101 05"), only("8C0413DD000000"))).toMatchObject({
			mode: "increments",
			elements: [{ value: 0.005 }],
		});
	});
});

test.each([
	["020F", { count: 15, unit: "s" }],
	["1201", { count: 1, unit: "min" }],
	["22FA", { count: 250, unit: "h" }],
	["3201", { count: 1, unit: "d" }],
	["32FD", { count: 1, unit: "half-month" }],
	["12FE", { count: 6, unit: "month" }],
	["22FE", { count: 3, unit: "month" }],
	["32FE", { count: 1, unit: "month" }],
	["1200", null],
])("spacing %s", (control, spacing) => {
	expect(decodeCompactProfile(profile("1F", `${control} 1000`))).toMatchObject({
		spacing,
		code: null,
		elements: [{ value: 0.016 }],
	});
});

test.each(["02FB", "32FC", "02FD", "32FF", "02FE", "0001", "0801", "0D01", "0F01", "02", ""])(
	"%j cannot be read",
	(data) => {
		expect(decodeCompactProfile(profile("1F", data === "" || data === "02" ? data : `${data} 1000`))).toMatchObject({
			code: "record-data",
			elements: [],
		});
	},
);

test("another record is no profile", () => {
	expect(decodeCompactProfile(BASE)).toBeNull();
});
