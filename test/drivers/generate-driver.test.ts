import fc from "fast-check";
import { expect, test } from "vitest";
import { checkDriver } from "../../lib/drivers/check-driver.ts";
import { detectDriver } from "../../lib/drivers/detect-driver.ts";
import { generateDriver } from "../../lib/drivers/generate-driver.ts";
import { printDriver } from "../../lib/drivers/print-driver.ts";
import { readDriver } from "../../lib/drivers/read-driver.ts";
import type { RecordSpec } from "../../lib/protocols/mbus/encode-records.ts";
import { decodeTelegram } from "../../lib/protocols/mbus/telegram.ts";
import { HEADER, telegram } from "./telegrams.ts";

const RECORDS: RecordSpec[] = [
	{ dataField: "int32", vib: [0x06], value: 1234 },
	{ dataField: "int32", vib: [0x06], value: 1000, storage: 1, tariff: 2 },
	{ dataField: "int16", vib: [0xfd, 0x48], value: 2301 },
	{ dataField: "int16", vib: [0xfd, 0x48], value: 2302 },
	{ dataField: "int32", vib: [0x86, 0x3c], value: 7 },
	{ dataField: "bcd6", vib: [0x3b], value: null },
	{ dataField: "none", vib: [0x13], value: null },
];

test("a telegram becomes a driver with a datapoint for every record and itself as test", () => {
	const driver = generateDriver([telegram(RECORDS)], { title: "XYZ heat" });
	expect(driver).toMatchObject({ name: "xyz-01-04", title: "XYZ heat" });
	expect(driver.datapoints.map(({ name, unit }) => `${name} ${unit}`)).toEqual([
		"energy kWh",
		"energy-tariff2@1 kWh",
		"voltage V",
		"voltage-2 V",
		"energy-negative-contribution kWh",
		"volume-flow m³/h",
	]);
	expect(checkDriver(driver)).toEqual([]);
	expect(detectDriver([driver], HEADER)).toBe(driver);
	expect(readDriver(printDriver(driver))).toEqual(driver);
});

test("several telegrams of one read make one test", () => {
	const driver = generateDriver([telegram(RECORDS.slice(0, 1)), telegram(RECORDS.slice(2))]);
	expect(driver.tests[0]?.telegrams).toHaveLength(2);
	expect(checkDriver(driver)).toEqual([]);
});

test("without a header or records there is no driver", () => {
	expect(() => generateDriver([])).toThrow("driver-telegram");
	expect(() => generateDriver([telegram([])])).toThrow("driver-telegram");
});

test("whatever a meter sends, its driver is good and prints", () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 2, maxLength: 150 }), (bytes) => {
			const body = [0x08, 0x01, 0x72, 0x78, 0x56, 0x34, 0x12, 0x3a, 0x63, 1, 4, 1, 0, 0, 0, ...bytes];
			const sum = body.reduce((total, byte) => (total + byte) & 0xff, 0);
			const result = decodeTelegram(Uint8Array.of(0x68, body.length, body.length, 0x68, ...body, sum, 0x16));
			fc.pre(result.status === "ok" && result.records.length > 0);
			const driver = generateDriver([result]);
			expect(checkDriver(driver)).toEqual([]);
			expect(readDriver(printDriver(driver))).toEqual(driver);
		}),
	);
});
