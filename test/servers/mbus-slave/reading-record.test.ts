import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyDriver } from "../../../lib/drivers/apply-driver.ts";
import type { Quantity } from "../../../lib/model/quantity.ts";
import type { Reading } from "../../../lib/model/reading.ts";
import { encodeRecord } from "../../../lib/protocols/mbus/encode-records.ts";
import { decodeRecords } from "../../../lib/protocols/mbus/records.ts";
import { readingRecord } from "../../../lib/servers/mbus-slave/reading-record.ts";

function reading(parts: Partial<Reading>): Reading {
	const shared = {
		device: "d",
		datapoint: "energy",
		quantity: "energy",
		unit: "kWh",
		time: 0,
		quality: "good",
	} as const;
	return { ...shared, value: 0, ...parts };
}

/** The record of a reading, written and read again. */
function again(parts: Partial<Reading>) {
	const spec = readingRecord(reading(parts));
	return spec === null ? null : decodeRecords(encodeRecord(spec)).records[0];
}

describe("readingRecord", () => {
	test.each<[Quantity, string, number, [string, number]]>([
		["energy", "kWh", 12.345, ["Wh", 12_345]],
		["energy", "MWh", 1.5, ["Wh", 1_500_000]],
		["energy", "GJ", 0.001, ["J", 1_000_000]],
		["volume", "m³", 1.234_567, ["m³", 1.234_567]],
		["volume", "l", 5, ["m³", 0.005]],
		["power", "kW", -2.5, ["W", -2500]],
		["volume-flow", "l/h", 12, ["m³/h", 0.012]],
		["flow-temperature", "°C", 61.25, ["°C", 61.25]],
		["return-temperature", "°C", 40, ["°C", 40]],
		["temperature-difference", "K", 20.5, ["K", 20.5]],
		["temperature", "°C", 21.5, ["°C", 21.5]],
		["pressure", "mbar", 950, ["bar", 0.95]],
		["voltage", "V", 230.1, ["V", 230.1]],
		["current", "mA", 4, ["A", 0.004]],
		["heat-cost", "HCA", 1234, ["HCA", 1234]],
		["humidity", "%", 45.5, ["%", 45.5]],
	])("%s in %s", (quantity, unit, value, [plainUnit, plainValue]) => {
		const record = again({ quantity, unit, value });
		expect(record).toMatchObject({ unit: plainUnit });
		expect(record?.value).toBeCloseTo(plainValue, 9);
	});

	test("keeps storage, tariff, unit and function of the name", () => {
		const record = again({ datapoint: "energy-max-tariff3-unit2@17", value: 1 });
		expect(record).toMatchObject({ storage: 17, tariff: 3, subunit: 2, function: "maximum" });
	});

	test("an unknown unit is written in plain text, a text not at all", () => {
		expect(again({ unit: "lx", quantity: "x-light", value: 12.5 })).toMatchObject({ unit: "lx", value: 12.5 });
		expect(readingRecord(reading({ value: "on" }))).toBeNull();
	});

	test("whole watt hours come back exactly however large they are", () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), (value) => {
				expect(Number(again({ unit: "Wh", value })?.value)).toBe(value);
			}),
		);
	});

	test("the generic names survive", () => {
		const spec = readingRecord(reading({ datapoint: "energy-tariff1@2", value: 7 }));
		const { records } = decodeRecords(encodeRecord(spec ?? { dataField: 0, vib: [0], value: null }));
		const telegram = { records, header: null } as unknown as Parameters<typeof applyDriver>[1][number];
		expect(applyDriver(null, [telegram], { time: 0, device: "d" })[0]?.datapoint).toBe("energy-tariff1@2");
	});
});
