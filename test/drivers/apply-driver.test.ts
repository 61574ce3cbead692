import fc from "fast-check";
import { expect, test } from "vitest";
import { applyDriver } from "../../lib/drivers/apply-driver.ts";
import { generateDriver } from "../../lib/drivers/generate-driver.ts";
import { readDriver } from "../../lib/drivers/read-driver.ts";
import { fromHex } from "../../lib/model/hex.ts";
import type { RecordSpec } from "../../lib/protocols/mbus/encode-records.ts";
import { decodeTelegram } from "../../lib/protocols/mbus/telegram.ts";
import { telegram } from "./telegrams.ts";

const ENERGY: RecordSpec = { dataField: "int32", vib: [0x06], value: 1234 };
const POWER: RecordSpec = { dataField: "int32", vib: [0x2b], value: 5120 };
const CLOCK: RecordSpec = { dataField: "int32", vib: [0x6d], value: "2026-03-01T10:15:00" };

function driver(content: string, attributes = "") {
	return readDriver(`<driver name="xyz" protocol="mbus"${attributes}><detect manufacturer="XYZ"/>${content}</driver>`);
}

function values(readings: ReturnType<typeof applyDriver>): string[] {
	return readings.map(({ datapoint, value, unit }) => `${datapoint}=${value}${unit}`);
}

test("the label that a meter sends as unit of a text is no unit of the reading a driver names", () => {
	const label = [...new TextEncoder().encode("cust. ID")].reverse();
	const spec: RecordSpec = { dataField: "text", vib: [0x7c, label.length, ...label], value: "Flat 1" };
	const named = driver('<datapoint name="customer"><match vif="7C" unit="cust. ID"/></datapoint>');
	expect(values(applyDriver(named, [telegram([spec])], { time: 0 }))).toEqual(["customer=Flat 1", "status=0"]);
	expect(applyDriver(null, [telegram([spec])], { time: 0 })[0]).toMatchObject({ value: "Flat 1", unit: "cust. ID" });
	const [rule] = generateDriver([telegram([spec])]).datapoints;
	expect(rule).toMatchObject({ unit: null, matches: [{ unit: "cust. ID" }] });
});

test("without a driver every record becomes a reading with its generic name, the status byte comes last", () => {
	const readings = applyDriver(null, [telegram([ENERGY, { ...ENERGY, storage: 2, tariff: 1 }])], {
		time: 1000,
		raw: "t1",
	});
	expect(readings).toEqual([
		{
			device: "mbus:XYZ-12345678-01-04",
			datapoint: "energy",
			quantity: "energy",
			unit: "Wh",
			value: 1_234_000,
			time: 1000,
			quality: "good",
			modulus: "4294967296000",
			raw: "t1",
		},
		expect.objectContaining({ datapoint: "energy-tariff1@2" }),
		expect.objectContaining({ datapoint: "status", quantity: "state", value: 0, quality: "good" }),
	]);
});

test("a running counter says where it begins again: by its data, its unit and what the driver knows of its display", () => {
	const modulus = (rules: string | null, spec: RecordSpec) =>
		applyDriver(rules === null ? null : driver(rules), [telegram([spec])], { time: 0 })[0]?.modulus;
	const volume: RecordSpec = { dataField: "bcd8", vib: [0x13], value: 850_427 };
	expect(modulus(null, volume)).toBe("100000");
	expect(modulus(null, { ...volume, dataField: "bcd6" })).toBe("1000");
	expect(modulus(null, { ...volume, dataField: "int24" })).toBe("16777.216");
	expect(modulus(null, { ...volume, dataField: "int64" })).toBe("18446744073709551.616");
	const inLitres = `<datapoint name="volume" unit="l"><match vif="13"/></datapoint>`;
	expect(modulus(inLitres, volume)).toBe("100000000");
	const display = `<datapoint name="volume" modulus="10000"><match vif="13"/></datapoint>`;
	expect(modulus(display, volume)).toBe("10000");
	for (const other of [{ storage: 1 }, { function: "maximum" }, { dataField: "real32" }, { vib: [0x2b] }] as const) {
		expect(modulus(null, { ...volume, ...other })).toBeUndefined();
	}
});

test("what is no running count has no modulus, unless the driver says so", () => {
	const vibs = [
		[0x86, 0x48],
		[0x86, 0x12],
		[0x86, 0x7e],
		[0x86, 0x22],
	];
	const records = vibs.map((vib): RecordSpec => ({ dataField: "int32", vib, value: 5 }));
	const real: RecordSpec = { dataField: "real32", vib: [0x06], value: 5 };
	const stored: RecordSpec = { dataField: "int32", vib: [0x06], value: 5, storage: 1 };
	for (const reading of applyDriver(null, [telegram([...records, real, stored])], { time: 0 })) {
		expect(reading, reading.datapoint).not.toHaveProperty("modulus");
	}
	const pulses = driver('<datapoint name="pulses" quantity="x-own" modulus="1000"><match vif="13"/></datapoint>');
	const [counted] = applyDriver(pulses, [telegram([{ dataField: "bcd8", vib: [0x13], value: 5 }])], { time: 0 });
	expect(counted).toMatchObject({ datapoint: "pulses", modulus: "1000" });
});

test("names are unique within one read, over all its telegrams", () => {
	const readings = applyDriver(null, [telegram([ENERGY, ENERGY]), telegram([ENERGY])], { time: 0 });
	expect(readings.map(({ datapoint }) => datapoint)).toEqual(["energy", "energy~2", "energy~3", "status"]);
});

test("a driver names, converts, scales and hides; what no rule is for keeps its generic name", () => {
	const rules = `<datapoint name="heat" quantity="energy" unit="kWh"><match vif="06"/></datapoint>
		<datapoint name="half" quantity="power" unit="kW" scale="0.5"><match vif="power"/></datapoint>
		<hide><match vif="6D"/></hide>`;
	const volume: RecordSpec = { dataField: "bcd8", vib: [0x13], value: 2850427 };
	expect(values(applyDriver(driver(rules), [telegram([ENERGY, POWER, CLOCK, volume])], { time: 0 }))).toEqual([
		"heat=1234kWh",
		"half=2.56kW",
		"volume=2850.427m³",
		"status=0",
	]);
});

test("a driver that hides the rest hands out its datapoints and the status", () => {
	const rules = '<datapoint name="heat"><match vif="06"/></datapoint>';
	const readings = applyDriver(driver(rules, ' rest="hide"'), [telegram([ENERGY, POWER])], { time: 0 });
	expect(values(readings)).toEqual(["heat=1234000Wh", "status=0"]);
});

test("a name of the driver is not taken away by a generic one that stands before it", () => {
	const rules = '<datapoint name="power"><match vif="06"/></datapoint>';
	const readings = applyDriver(driver(rules), [telegram([POWER, ENERGY])], { time: 0 });
	expect(values(readings)).toEqual(["power~2=5120W", "power=1234000Wh", "status=0"]);
});

test("one rule names many records by storage, tariff and subunit", () => {
	const rules = `<datapoint name="e{tariff}-{subunit}@{storage}" unit="kWh"><match vif="06" storage="any" tariff="1..2" subunit="0..3"/></datapoint>`;
	const readings = applyDriver(
		driver(rules),
		[telegram([ENERGY, { ...ENERGY, storage: 40, tariff: 2, subunit: 3 }, { ...ENERGY, tariff: 3 }])],
		{ time: 0 },
	);
	expect(values(readings)).toEqual(["energy=1234000Wh", "e2-3@40=1234kWh", "energy-tariff3=1234000Wh", "status=0"]);
});

test("the wire unit of a driver stands against what the VIF says", () => {
	const rules = `<datapoint name="reactive-energy" quantity="reactive-energy" unit="kvarh" wire-unit="varh"><match vif="06" subunit="2"/></datapoint>
		<datapoint name="wrong" unit="m³"><match vif="06"/></datapoint>`;
	const readings = applyDriver(driver(rules), [telegram([{ ...ENERGY, subunit: 2 }, ENERGY])], { time: 0 });
	expect(readings).toEqual([
		expect.objectContaining({ datapoint: "reactive-energy", value: 1234, unit: "kvarh", quality: "good" }),
		expect.objectContaining({ datapoint: "wrong", value: null, quality: "bad", reason: "driver-telegram" }),
		expect.anything(),
	]);
});

test("the fields of a manufacturer block are readings of their own", () => {
	const rules = `<manufacturer-data>
			<field name="tamper" offset="0" length="1" type="unsigned"/>
			<field name="voltage" quantity="voltage" unit="V" scale="0.01" offset="1" length="2" type="unsigned"/>
			<field name="late" offset="3" length="4" type="bcd"/>
		</manufacturer-data>`;
	const block: RecordSpec = { function: "manufacturer", dataField: 0x0f, vib: [], value: Uint8Array.of(3, 0x68, 1) };
	const readings = applyDriver(driver(rules), [telegram([block])], { time: 0 });
	expect(values(readings)).toEqual(["tamper=3", "voltage=3.6V", "late=null", "status=0"]);
	expect(readings[2]).toMatchObject({ quality: "bad", reason: "record-data" });
});

test("a value that the meter marks invalid is a bad reading, a record without data none", () => {
	const invalid: RecordSpec = { dataField: "bcd6", vib: [0x3b], value: null };
	const readings = applyDriver(null, [telegram([invalid, { dataField: "none", vib: [0x06], value: null }])], {
		time: 0,
	});
	expect(readings).toEqual([
		expect.objectContaining({ datapoint: "volume-flow", value: null, quality: "bad", reason: "invalid-bcd" }),
		expect.objectContaining({ datapoint: "status" }),
	]);
});

test.each([
	{ status: 0x00, quality: "good" },
	{ status: 0x04, quality: "good" },
	{ status: 0x03, quality: "good" },
	{ status: 0x10, quality: "good" },
	{ status: 0x02, quality: "uncertain" },
	{ status: 0x08, quality: "uncertain" },
])("status byte $status makes a good value $quality", ({ status, quality }) => {
	const [energy, state] = applyDriver(null, [telegram([ENERGY], { status })], { time: 0 });
	expect(energy?.quality).toBe(quality);
	expect(energy?.reason).toBe(quality === "good" ? undefined : "device-error");
	expect(state).toMatchObject({ datapoint: "status", value: status, quality: "good" });
});

test("a reading has the device's time only where the zone is known, and of its own storage", () => {
	const due: RecordSpec = { ...CLOCK, storage: 1, value: "2025-12-31T23:59:00" };
	const records = [ENERGY, { ...ENERGY, storage: 1 }, { ...ENERGY, storage: 2 }, CLOCK, due];
	const times = (zoneOffsetMinutes?: number) =>
		applyDriver(null, [telegram(records)], {
			time: 0,
			...(zoneOffsetMinutes === undefined ? {} : { zoneOffsetMinutes }),
		}).map(({ deviceTime }) => deviceTime);
	expect(times().every((time) => time === undefined)).toBe(true);
	expect(times(60).slice(0, 3)).toEqual([Date.UTC(2026, 2, 1, 9, 15), Date.UTC(2025, 11, 31, 22, 59), undefined]);
});

test("the exact text is there only where a double would lose digits", () => {
	const counter: RecordSpec = { dataField: "int64", vib: [0x03], value: 9007199254740993n };
	const [long, short] = applyDriver(null, [telegram([counter, ENERGY])], { time: 0 });
	expect(long).toMatchObject({ value: 9007199254740992, exact: "9007199254740993" });
	expect(short).not.toHaveProperty("exact");
});

test("the counters of a fixed data structure are readings too", () => {
	const wire = "6813136808017378563412 0A00E97E0100000035010000 3816".replaceAll(" ", "");
	const readings = applyDriver(null, [decodeTelegram(fromHex(wire))], { time: 0 });
	expect(values(readings)).toEqual(["volume=0.001m³", "volume@1=0.135m³", "status=0"]);
});

test("random bytes never throw and give unique names", () => {
	const named = driver('<datapoint name="x{storage}" unit="kWh"><match function="any" storage="any"/></datapoint>');
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withDriver) => {
			const body = [0x08, 0x01, 0x72, 0x78, 0x56, 0x34, 0x12, 0x3a, 0x63, 1, 4, 1, 0, 0, 0, ...bytes];
			const sum = body.reduce((total, byte) => (total + byte) & 0xff, 0);
			const wire = Uint8Array.of(0x68, body.length, body.length, 0x68, ...body, sum, 0x16);
			const readings = applyDriver(withDriver ? named : null, [decodeTelegram(wire)], { time: 0 });
			expect(new Set(readings.map(({ datapoint }) => datapoint)).size).toBe(readings.length);
			for (const { value, quality } of readings) expect(value === null).toBe(quality === "bad");
		}),
	);
});
