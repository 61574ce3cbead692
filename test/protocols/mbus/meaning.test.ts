import { describe, expect, test } from "vitest";
import { fromHex } from "../../../lib/model/hex.ts";
import type { DataRecord } from "../../../lib/protocols/mbus/record.ts";
import { decodeRecords } from "../../../lib/protocols/mbus/records.ts";
import { COMBINABLE_VIFES, EXTENDED_VIFES } from "../../../lib/protocols/mbus/vife-table.ts";

function only(hex: string, medium?: number): DataRecord {
	const result = decodeRecords(fromHex(hex), medium === undefined ? {} : { medium });
	expect(result).toMatchObject({ status: "ok", records: { length: 1 } });
	const [record] = result.records;
	if (record === undefined) throw new Error("no record");
	return record;
}

/** What a VIF makes of the number 2, as `quantity value unit modifiers`. */
function two(vib: string): string {
	const { quantity, exact, unit, modifiers } = only(`02${vib}0200`);
	return [quantity, exact, unit, ...modifiers].join(" ").trim();
}

describe("every VIF makes its quantity and unit of the number 2", () => {
	test.each(
		`00 energy 0.002 Wh
07 energy 20000 Wh
08 energy 2 J
0F energy 20000000 J
10 volume 0.000002 m³
17 volume 20 m³
18 mass 0.002 kg
1F mass 20000 kg
20 on-time 2 s
21 on-time 120 s
22 on-time 7200 s
23 on-time 172800 s
24 operating-time 2 s
25 operating-time 120 s
26 operating-time 7200 s
27 operating-time 172800 s
28 power 0.002 W
2F power 20000 W
30 power 2 J/h
37 power 20000000 J/h
38 volume-flow 0.000002 m³/h
3F volume-flow 20 m³/h
40 volume-flow 0.0000002 m³/min
47 volume-flow 2 m³/min
48 volume-flow 0.000000002 m³/s
4F volume-flow 0.02 m³/s
50 mass-flow 0.002 kg/h
57 mass-flow 20000 kg/h
58 flow-temperature 0.002 °C
5B flow-temperature 2 °C
5C return-temperature 0.002 °C
5F return-temperature 2 °C
60 temperature-difference 0.002 K
63 temperature-difference 2 K
64 external-temperature 0.002 °C
67 external-temperature 2 °C
68 pressure 0.002 bar
6B pressure 2 bar
6E heat-cost 2 HCA
6F unknown 2
70 averaging-duration 2 s
71 averaging-duration 120 s
72 averaging-duration 7200 s
73 averaging-duration 172800 s
74 actuality-duration 2 s
75 actuality-duration 120 s
76 actuality-duration 7200 s
77 actuality-duration 172800 s
78 fabrication-number 2
79 identification 2
7A bus-address 2
7B unknown 2
7D unknown 2
7E any 2
7F manufacturer-specific 2
FD00 credit 0.002 currency
FD03 credit 2 currency
FD04 debit 0.002 currency
FD07 debit 2 currency
FD08 access-number 2
FD09 medium 2
FD0A manufacturer 2
FD0B parameter-set 2
FD0C model 2
FD0D hardware-version 2
FD0E firmware-version 2
FD0F software-version 2
FD10 location 2
FD11 customer 2
FD12 access-code 2  user
FD13 access-code 2  operator
FD14 access-code 2  system-operator
FD15 access-code 2  developer
FD16 password 2
FD17 error-flags 2
FD18 error-mask 2
FD19 security-key 2
FD1A digital-output 2
FD1B digital-input 2
FD1C baud-rate 2 Bd
FD1D response-delay 2 bit time
FD1E retry 2
FD1F remote-control 2
FD20 first-storage 2
FD21 last-storage 2
FD22 storage-block-size 2
FD23 tariff-descriptor 2
FD24 storage-interval 2 s
FD25 storage-interval 120 s
FD26 storage-interval 7200 s
FD27 storage-interval 172800 s
FD28 storage-interval 2 month
FD29 storage-interval 2 year
FD2A unknown 2
FD2C duration-since-readout 2 s
FD2D duration-since-readout 120 s
FD2E duration-since-readout 7200 s
FD2F duration-since-readout 172800 s
FD31 tariff-duration 120 s
FD32 tariff-duration 7200 s
FD33 tariff-duration 172800 s
FD34 tariff-period 2 s
FD35 tariff-period 120 s
FD36 tariff-period 7200 s
FD37 tariff-period 172800 s
FD38 tariff-period 2 month
FD39 tariff-period 2 year
FD3A dimensionless 2
FD3B container 2
FD3C transmit-period 2 s
FD3D transmit-period 120 s
FD3E transmit-period 7200 s
FD3F transmit-period 172800 s
FD40 voltage 0.000000002 V
FD49 voltage 2 V
FD4F voltage 2000000 V
FD50 current 0.000000000002 A
FD5C current 2 A
FD5F current 2000 A
FD60 reset-counter 2
FD61 cumulation-counter 2
FD62 control-signal 2
FD63 weekday 2
FD64 week-number 2
FD66 parameter-state 2
FD67 supplier-information 2
FD68 duration-since-cumulation 7200 s
FD69 duration-since-cumulation 172800 s
FD6A duration-since-cumulation 2 month
FD6B duration-since-cumulation 2 year
FD6C battery-operating-time 7200 s
FD6D battery-operating-time 172800 s
FD6E battery-operating-time 2 month
FD6F battery-operating-time 2 year
FD71 signal-strength 2 dBm
FD72 daylight-saving 2
FD73 listening-window 2
FD74 battery-remaining 172800 s
FD75 meter-stops 2
FD76 container 2  manufacturer
FD7D unknown 2
FDFD02 battery-remaining 2 month
FDFD03 battery-remaining 2 year
FDFD04 unknown 2
FB00 energy 200000 Wh
FB01 energy 2000000 Wh
FB02 reactive-energy 2000 varh
FB03 reactive-energy 20000 varh
FB04 apparent-energy 2000 VAh
FB05 apparent-energy 20000 VAh
FB06 coefficient-of-performance 0.2
FB07 unknown 2
FB08 energy 200000000 J
FB09 energy 2000000000 J
FB0C energy 200000 cal
FB0F energy 200000000 cal
FB10 volume 200 m³
FB11 volume 2000 m³
FB14 reactive-power 2 var
FB17 reactive-power 2000 var
FB18 mass 200000 kg
FB19 mass 2000000 kg
FB1A humidity 0.2 %
FB1B humidity 2 %
FB20 volume 2 ft³
FB21 volume 0.2 ft³
FB22 volume 0.2 gal
FB23 volume 2 gal
FB24 volume-flow 0.002 gal/min
FB25 volume-flow 2 gal/min
FB26 volume-flow 2 gal/h
FB28 power 200000 W
FB29 power 2000000 W
FB2A phase-angle 0.2 ° voltage-voltage
FB2B phase-angle 0.2 ° voltage-current
FB2C frequency 0.002 Hz
FB2F frequency 2 Hz
FB30 power 200000000 J/h
FB31 power 2000000000 J/h
FB34 apparent-power 2 VA
FB37 apparent-power 2000 VA
FB58 flow-temperature 0.002 °F
FB5B flow-temperature 2 °F
FB5C return-temperature 0.002 °F
FB5F return-temperature 2 °F
FB60 temperature-difference 0.002 °F
FB63 temperature-difference 2 °F
FB64 external-temperature 0.002 °F
FB67 external-temperature 2 °F
FB68 rating-factor 0.00048828125  resulting
FB69 rating-factor 2  thermal-output
FB6A rating-factor 0.00048828125  coupling
FB6B rating-factor 0.00048828125  coupling-room-side
FB6C rating-factor 0.00048828125  coupling-heater-side
FB6D rating-factor 0.00048828125  low-temperature
FB6E rating-factor 0.00048828125  display-scaling
FB70 temperature-limit 0.002 °F
FB73 temperature-limit 2 °F
FB74 temperature-limit 0.002 °C
FB77 temperature-limit 2 °C
FB78 power 0.002 W cumulated-maximum
FB7F power 20000 W cumulated-maximum`
			.split("\n")
			.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)] as const),
	)("%s: %s", (vib, text) => {
		expect(two(vib)).toBe(text);
	});
});

describe("combinable VIFEs", () => {
	test.each([
		["8620", "energy 2000 Wh/s per-second"],
		["9621", "volume 2 m³/min per-minute"],
		["9622", "volume 2 m³/h per-hour"],
		["9623", "volume 2 m³/d per-day"],
		["9624", "volume 2 m³/week per-week"],
		["9625", "volume 2 m³/month per-month"],
		["9626", "volume 2 m³/year per-year"],
		["9627", "volume 2 m³/revolution per-revolution"],
		["9028", "volume 0.000002 m³ per-pulse-input-0"],
		["832B", "energy 2 Wh per-pulse-output-1"],
		["832D", "energy 2 Wh/m³ per-cubic-metre"],
		["8333", "energy 2 Wh/(K·l) per-kelvin-litre"],
		["AB36", "power 2 W·s times-second"],
		["AB37", "power 2 W·s/V times-second-per-volt"],
		["FDBA20", "dimensionless 2 1/s per-second"],
		["FDBA36", "dimensionless 2 s times-second"],
		["9612", "volume 2 m³ average"],
		["963B", "volume 2 m³ positive-contribution"],
		["963C", "volume 2 m³ negative-contribution"],
		["963D", "volume 2  non-metric"],
		["DB3D", "flow-temperature 2 °F non-metric"],
		["963A", "volume 2 m³ uncorrected"],
		["9640", "volume 2 m³ lower-limit"],
		["9648", "volume 2 m³ upper-limit"],
		["9641", "count 2  lower-limit-exceeds"],
		["9649", "count 2  upper-limit-exceeds"],
		["9651", "duration 120 s first-lower-exceed-duration"],
		["965E", "duration 7200 s last-upper-exceed-duration"],
		["9663", "duration 172800 s first-duration"],
		["9670", "volume 0.000002 m³"],
		["9677", "volume 20 m³"],
		["967D", "volume 2000 m³"],
		["9678", "volume 2.001 m³"],
		["967B", "volume 3 m³"],
		["96FB77", "volume 30 m³"],
		["A27B", "on-time 10800 s"],
		["9600", "volume 2 m³"],
		["967E", "volume 2 m³ future"],
		["967F", "volume 2 m³ manufacturer-specific"],
		["96FF8102", "volume 2 m³ manufacturer-01 manufacturer-02"],
		["FF22", "manufacturer-specific 2  manufacturer-22"],
		["FFA213", "manufacturer-specific 2  manufacturer-22 manufacturer-13"],
		["9644", "volume 2 m³ unknown-44"],
		["96FC7F", "volume 2 m³ unknown-FC7F"],
		["967C", "volume 2 m³ unknown-7C"],
		["FDC8FC01", "voltage 0.2 V phase-l1"],
		["FDC8FC82FC03", "voltage 0.2 V phase-l2 phase-l3"],
		["AEFC8C3B", "power 2000 W import-minus-export positive-contribution"],
		["83FC10", "energy 2 Wh absolute"],
	])("%s: %s", (vib, text) => {
		expect(two(vib)).toBe(text);
	});

	test("reactive energy with a factor", () => {
		expect(only("04FB8275 3F000000").exact).toBe("6300");
	});

	test("types C and D are unsigned", () => {
		expect(only("0196FC11FF").value).toBe(255);
		expect(only("01FD97FC12 80").value).toBe(128);
		expect(only("07FD97FC12 FFFFFFFFFFFFFFFF").exact).toBe("18446744073709551615");
	});

	test.each(COMBINABLE_VIFES.filter(({ effect }) => effect === "error"))("$name has no value", ({ code, name }) => {
		const record = only(`0296${code.toString(16).padStart(2, "0")}0200`);
		expect(record).toMatchObject({ value: null, exact: null, reason: "record-error", modifiers: [name] });
	});

	test.each(COMBINABLE_VIFES.filter(({ effect }) => effect === "date"))("$name is a date", ({ code, name }) => {
		const record = only(`0296${code.toString(16).padStart(2, "0")}BF1C`);
		expect(record).toMatchObject({ quantity: "date", unit: "", value: "2013-12-31", modifiers: [name] });
	});

	test("codes are unique and in order", () => {
		for (const table of [COMBINABLE_VIFES, EXTENDED_VIFES]) {
			const codes = table.map(({ code }) => code);
			expect(codes).toEqual([...new Set(codes)].sort((left, right) => left - right));
		}
	});
});

test("FB 23 is a phase angle of an electricity meter", () => {
	expect(only("02FB230A00", 2)).toMatchObject({ quantity: "phase-angle", unit: "°", value: 1 });
	expect(only("02FB230A00", 7)).toMatchObject({ quantity: "volume", unit: "gal", value: 10 });
	expect(only("02FBA3120A00", 2)).toMatchObject({ modifiers: ["current-voltage", "average"] });
});
