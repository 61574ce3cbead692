import { expect, test } from "vitest";
import { channelOf, type ExportContext } from "../../lib/exports/export-channel.ts";
import { filePlace } from "../../lib/exports/file-name.ts";
import { PRESET_NAMES, presetLayout } from "../../lib/exports/preset.ts";
import { printEnvironment } from "../../lib/exports/print-environment.ts";
import { writeExport } from "../../lib/exports/write-export.ts";
import type { Reading } from "../../lib/model/reading.ts";

const DEVICE = "mbus:KAM-05047168-35-04";

function reading(time: string, value: Reading["value"], more: Partial<Reading> = {}): Reading {
	return {
		device: DEVICE,
		datapoint: "energy",
		quantity: "energy",
		unit: "kWh",
		value,
		time: Date.parse(time),
		quality: "good",
		...more,
	};
}

function text(preset: string, readings: readonly Reading[], context: ExportContext): string {
	return [...writeExport(presetLayout(preset), readings, context)].join("");
}

function name(preset: string, context: ExportContext): string {
	return filePlace(printEnvironment(presetLayout(preset), context)).name;
}

function channel(datapoint: string, fields: Record<string, string>, device = DEVICE) {
	return channelOf({ device, datapoint, quantity: "energy", unit: "kWh" }, fields);
}

test("every preset is a valid layout", () => {
	for (const preset of PRESET_NAMES) expect(presetLayout(preset).file).not.toBe("");
});

test("elvaco-2001 prints the telegram from the C field on", () => {
	const context = { now: Date.parse("2020-09-01T01:00Z"), timeZone: "UTC", fields: { sn: "0006123456" } };
	const telegram = reading("2009-12-17T00:00:00Z", "680B0B6808147268710405AC4841FF0016", { datapoint: "telegram" });

	expect(name("elvaco-2001", context)).toBe("0006123456_installreport_20200901010000_2001.csv");
	expect(text("elvaco-2001", [telegram], context)).toBe(
		"0006123456;05047168;2009-12-17 00:00:00;00;08147268710405ac4841ff\r\n",
	);
});

test("solvimus-xml groups by meter and by value", () => {
	const channels = [
		channelOf(
			{ device: "mbus:KAM-62270075-35-07", datapoint: "volume", quantity: "volume", unit: "m³" },
			{
				label: "Volume",
				scale: "0.001",
				mediumname: "Water",
				obis: "8-1:1.0.0*255",
				channeluser: "50",
				user: "name",
			},
		),
		channelOf({ device: "mbus:KAM-62270076-35-07", datapoint: "volume", quantity: "volume", unit: "m³" }),
	];
	const context = {
		now: 1_524_176_306_000,
		fields: { sn: "9872f", softwareversion: "1f6" },
		channels,
	};
	const volume = reading("2018-04-19T22:20:30Z", 111.626, {
		device: "mbus:KAM-62270075-35-07",
		datapoint: "volume",
		unit: "m³",
		deviceTime: 1_524_175_600_000,
	});
	const later = { ...volume, time: volume.time + 60_000, value: 112 };
	const { deviceTime: _, ...withoutDeviceTime } = later;

	expect(name("solvimus-xml", context)).toBe("MHC_20180419_221826_data.xml");
	expect(text("solvimus-xml", [volume, withoutDeviceTime], context).split("\n")).toEqual([
		'<?xml version="1.0" encoding="utf-8"?>',
		'<interface MESSAGE_TYPE="1">',
		'<muc MUC_ID="9872f" VERSION="1f6" TIMESTAMP="1524176306">',
		'<meter METER_ID="62270075" INTERFACE="05" USER="name">',
		'<data DESCRIPTION="Volume" UNIT="m^3" SCALE="0.001" MEDIUM="Water" OBIS_ID="8-1:1.0.0*255" USER="50">',
		"<entry>",
		'<param NAME="T">1524175600</param>',
		'<param NAME="T_MUC">1524176430</param>',
		'<param NAME="VAL">111626</param>',
		"</entry>",
		"<entry>",
		'<param NAME="T_MUC">1524176490</param>',
		'<param NAME="VAL">112000</param>',
		"</entry>",
		"</data>",
		"</meter>",
		'<meter METER_ID="62270076" INTERFACE="05" USER="">',
		"</meter>",
		"</muc>",
		"</interface>",
		"",
	]);
});

test.each([
	["schneider-comx", "Building 1 Utility Entrance_20130218115216.csv"],
	["schneider-panel-server", "ab12_Building 1 Utility Entrance_20130218115216000.csv"],
])("%s writes a file per device with its blocks", (preset, file) => {
	const fields = {
		gateway: "G",
		sn: "DN1",
		ip: "10.0.0.1",
		mac: "00:80:67:F9:30:B8",
		reducedid: "ab12",
	};
	const device = {
		name: "Building 1 Utility Entrance",
		localid: "Resource-1",
		typeid: "CM4000",
		typename: "CM4000",
		historicalintervals: "2",
	};
	const channels = [
		channelOf(
			{ device: DEVICE, datapoint: "apparent-energy", quantity: "apparent-energy", unit: "kVAh" },
			{ ...device, label: "Apparent Energy", topic: "1617" },
		),
		channel("energy", { ...device, label: "Real Energy", topic: "1621" }),
	];
	const context = { now: Date.parse("2013-02-18T17:52:16Z"), timeZone: "America/Chicago", fields, channels };
	const readings = [
		reading("2008-10-09T19:15Z", 1_400_738.219, { datapoint: "apparent-energy" }),
		reading("2008-10-09T19:15Z", 1_201_962.707),
		reading("2008-10-09T19:20Z", 1_400_758.26, { datapoint: "apparent-energy" }),
		reading("2008-10-09T19:25Z", null, { quality: "bad", reason: "device-silent" }),
	];

	expect(name(preset, context)).toBe(file);
	expect(text(preset, readings, context).split("\r\n")).toEqual([
		"Gateway Name,Gateway SN,Gateway IP Address,Gateway MAC Address,Device Name,Device Local ID,Device Type ID,Device Type Name,Logging Interval,Historical Intervals",
		"G,DN1,10.0.0.1,00:80:67:F9:30:B8,Building 1 Utility Entrance,Resource-1,CM4000,CM4000,15,2",
		"",
		",,,Topic ID1,Topic ID2",
		",,,1617,1621",
		"",
		"Error,UTC Offset (Minutes),Local Time Stamp,Apparent Energy (kVAh),Real Energy (kWh)",
		"0,-300,2008-10-09 14:15:00,1400738.219,1201962.707",
		"0,-300,2008-10-09 14:20:00,1400758.26,",
		"19,-300,2008-10-09 14:25:00,,",
		"",
	]);
});

test("dexma names zone, local time, device and code", () => {
	const channels = [channel("energy", { id: "enfriadora", code: "401" })];
	const context = { now: 0, timeZone: "Europe/Madrid", channels };

	expect(text("dexma", [reading("2013-07-07T10:15Z", 188.23)], context)).toBe(
		"Europe/Madrid;2013/07/07 12:15:00;enfriadora;401;188.23\n",
	);
});

test("energyid-wide has a column per meter", () => {
	const channels = [channel("volume", { code: "GAS" }), channel("energy", { code: "ELEC" })];
	const context = {
		now: Date.parse("2023-06-10T10:00Z"),
		timeZone: "Europe/Brussels",
		fields: { site: "MainOffice" },
		channels,
	};
	const readings = [
		reading("2022-12-31T23:00Z", 4361.45, { datapoint: "volume" }),
		reading("2022-12-31T23:00Z", 2057.67),
	];

	expect(filePlace(printEnvironment(presetLayout("energyid-wide"), context))).toEqual({
		folder: "MainOffice",
		name: "MainOffice_2023-06-10.csv",
	});
	expect(text("energyid-wide", readings, context)).toBe(
		"Timestamp,GAS,ELEC\r\n2023-01-01 00:00:00,4361.45,2057.67\r\n",
	);
});

test("energyid-long has a line per value", () => {
	const channels = [channel("energy", { code: "ELEC" })];
	const context = { now: 0, timeZone: "Europe/Brussels", fields: { site: "MainOffice" }, channels };

	expect(text("energyid-long", [reading("2022-12-31T23:00Z", 2057.67)], context)).toBe(
		"Timestamp,MeterCode,Value\r\n2023-01-01 00:00:00,ELEC,2057.67\r\n",
	);
});

test("otark prints whole numbers on quarter hours", () => {
	const context = { now: 0, timeZone: "Europe/Vienna" };

	expect(text("otark", [reading("2024-02-29T22:30Z", 968_900, { unit: "Wh" })], context)).toBe(
		"date;time;unit;value;direction;quality\r\n29.02.2024;23:30;Wh;968900;C;U\r\n",
	);
});

test("german-wide prints the repeated hour twice", () => {
	const channels = [channel("energy", { label: "Wärme" })];
	const context = { now: 0, timeZone: "Europe/Berlin", channels };
	const readings = [reading("2026-10-25T00:15Z", 1234.5), reading("2026-10-25T01:15Z", 1235)];

	expect(text("german-wide", readings, context)).toBe(
		"\uFEFFZeitstempel;Wärme [kWh]\r\n25.10.2026 02:15:00;1234,500\r\n25.10.2026 02:15:00;1235,000\r\n",
	);
});

test("german-long prints a line per value", () => {
	const context = {
		now: 0,
		timeZone: "Europe/Berlin",
		channels: [channel("energy", { name: "Keller", label: "Wärme" })],
	};

	expect(text("german-long", [reading("2026-10-25T01:15Z", 1235.25)], context)).toBe(
		"\uFEFFZeitstempel;Gerät;Kanal;Wert;Einheit;Status\r\n25.10.2026 02:15:00;Keller;Wärme;1235,25;kWh;good\r\n",
	);
});

test("the product's own layouts need no settings", () => {
	const context = { now: 0, timeZone: "Europe/Berlin", fields: { site: "Haus <1>" } };
	const value = reading("2026-01-01T00:00Z", 12.5);

	expect(text("csv-long", [value], context)).toBe(
		`time;device;name;datapoint;label;value;unit;quality\r\n2026-01-01T01:00:00+01:00;${DEVICE};${DEVICE};energy;energy;12.5;kWh;good\r\n`,
	);
	expect(text("csv-wide", [value], { ...context, channels: [channel("energy", { name: "Keller" })] })).toBe(
		"time;Keller energy [kWh]\r\n2026-01-01T01:00:00+01:00;12.5\r\n",
	);
	expect(text("xml", [value], context)).toBe(
		`<?xml version="1.0" encoding="utf-8"?>\n<readings site="Haus &lt;1&gt;" created="1970-01-01T01:00:00+01:00">\n` +
			`<reading time="2026-01-01T01:00:00+01:00" device="${DEVICE}" name="${DEVICE}" datapoint="energy" quantity="energy" unit="kWh" quality="good">12.5</reading>\n</readings>\n`,
	);
});
