import fc from "fast-check";
import { expect, test } from "vitest";
import { readDriver } from "../../lib/drivers/read-driver.ts";
import { Failure, type FailureDetails } from "../../lib/model/failure.ts";
import { EXAMPLE } from "./house-example.ts";

function failureOf(xml: string): { code: string; details: FailureDetails } {
	try {
		readDriver(xml);
	} catch (error) {
		if (error instanceof Failure) return { code: error.code, details: error.details };
		throw error;
	}
	throw new Error("no failure");
}

test("the example of the house style is read", () => {
	expect(readDriver(EXAMPLE)).toMatchObject({
		name: "xyz-heat",
		detect: [{ manufacturer: "XYZ", version: [{ first: "01", last: "01" }], id: null }],
		datapoints: [
			{ name: "energy", unit: "kWh", matches: [{ vif: "energy", storage: [{ first: 0, last: 0 }], tariff: null }] },
		],
		tests: [{ readings: [{ datapoint: "energy", value: "1234", unit: "kWh", quality: null }] }],
	});
});

test("every attribute and element of the schema is read", () => {
	const driver = readDriver(`<?xml version="1.0"?><!-- left out -->
		<driver name="a" protocol="mbus" title="A &amp; B" rest="hide"><note>x &lt; y</note>
			<detect manufacturer="XYZ" version="01..03 07" id="00000000..4FFFFFFF"/>
			<datapoint name="x{storage}" quantity="x-own" unit="kWh" wire-unit="Wh" scale="-0.5">
				<match vif="FD48 FB00..FB01" unit="%RH" data-field="5..7" function="maximum" storage="1..12 14" tariff="any" subunit="2" occurrence="1" modifiers="phase-l1 future"/>
			</datapoint>
			<hide><match function="any" modifiers="any"/></hide>
			<manufacturer-data><field name="f" offset="1" length="4" type="real" order="msb"/></manufacturer-data>
			<test telegram="00 01"><reading datapoint="x~2" quality="bad" reason="invalid-bcd"/></test>
		</driver>`);
	expect(driver).toMatchObject({
		title: "A & B",
		rest: "hide",
		note: "x < y",
		datapoints: [
			{
				scale: { mantissa: -5n, exponent: -1 },
				wireUnit: "Wh",
				matches: [
					{
						vif: [
							{ first: "FD48", last: "FD48" },
							{ first: "FB00", last: "FB01" },
						],
						unit: "%RH",
						function: "maximum",
						storage: [
							{ first: 1, last: 12 },
							{ first: 14, last: 14 },
						],
						tariff: [{ first: 0, last: Number.POSITIVE_INFINITY }],
						modifiers: ["phase-l1", "future"],
					},
				],
			},
		],
		hide: [{ vif: null, function: "any", modifiers: "any" }],
		manufacturerData: [{ offset: 1, length: 4, type: "real", order: "msb" }],
		tests: [{ telegrams: ["00", "01"], readings: [{ datapoint: "x~2", value: null, reason: "invalid-bcd" }] }],
	});
});

test.each([
	["nothing", ""],
	["no XML", "energy"],
	["an open element", "<driver>"],
	["two roots", `${EXAMPLE}${EXAMPLE}`],
	["a DOCTYPE", `<!DOCTYPE driver [<!ENTITY a "b">]>${EXAMPLE}`],
	["a name of the language's own", '<driver constructor="1"/>'],
])("%s is a failure driver-syntax", (_, xml) => {
	expect(failureOf(xml).code).toBe("driver-syntax");
});

test("a failure of syntax says the line", () => {
	expect(failureOf(EXAMPLE.replace('unit="kWh"><match', "unit=kWh><match")).details).toMatchObject({ line: 3 });
});

test.each([
	["<driver", '<meter name="x"/>', "meter", "unknown-element", 1],
	[
		"unknown attribute",
		EXAMPLE.replace('unit="kWh"><', 'brand="X"><'),
		"driver/datapoint[1]/@brand",
		"unknown-attribute",
		3,
	],
	[
		"missing attribute",
		EXAMPLE.replace(' manufacturer="XYZ"', ""),
		"driver/detect[1]/@manufacturer",
		"missing-attribute",
		2,
	],
	["wrong value", EXAMPLE.replace('version="01"', 'version="1"'), "driver/detect[1]/@version", "wrong-value", 2],
	[
		"unknown quantity",
		EXAMPLE.replace('vif="energy"', 'vif="energie"'),
		"driver/datapoint[1]/match[1]/@vif",
		"wrong-value",
		3,
	],
	[
		"range upside down",
		EXAMPLE.replace('version="01"', 'version="03..01"'),
		"driver/detect[1]/@version",
		"wrong-value",
		2,
	],
	[
		"storage upside down",
		EXAMPLE.replace('storage="0"', 'storage="9..1"'),
		"driver/datapoint[1]/match[1]/@storage",
		"wrong-value",
		3,
	],
	["text", EXAMPLE.replace("</datapoint>", "x</datapoint>"), "driver/datapoint[1]", "text", 3],
	[
		"unknown element",
		EXAMPLE.replace("<match", "<select/><match"),
		"driver/datapoint[1]/select[1]",
		"unknown-element",
		3,
	],
	["no match", EXAMPLE.replace(/<match[^>]*>/, ""), "driver/datapoint[1]", "missing-element-match", 3],
	[
		"wrong order",
		EXAMPLE.replace("</driver>", '<detect manufacturer="ABC"/></driver>'),
		"driver/detect[2]",
		"wrong-order",
		7,
	],
	[
		"two hides",
		EXAMPLE.replace("  <test", "<hide><match/></hide><hide><match/></hide><test"),
		"driver",
		"too-many-hide",
		1,
	],
	["odd hex", EXAMPLE.replace("0416", "041").replace("1116", "111"), "driver/test[1]/@telegram", "wrong-value", 4],
	[
		"unknown reason",
		EXAMPLE.replace('value="1234"', 'reason="bad-mood"'),
		"driver/test[1]/reading[1]/@reason",
		"wrong-value",
		5,
	],
])("%s is a failure driver-schema with path and line", (...[, xml, path, problem, line]) => {
	expect(failureOf(xml)).toEqual({ code: "driver-schema", details: expect.objectContaining({ path, problem, line }) });
});

test("a name may be given once, a float has four or eight bytes, a factor is not zero", () => {
	const datapoint = '<datapoint name="energy"><match/></datapoint>';
	expect(failureOf(EXAMPLE.replace("  <test", `${datapoint}<test`)).details["problem"]).toBe("duplicate-name");
	expect(failureOf(EXAMPLE.replace('unit="kWh"><', 'unit="kWh" scale="0.0"><')).details["path"]).toMatch(/@scale$/);
	const field = '<manufacturer-data><field name="f" offset="0" length="3" type="real"/></manufacturer-data>';
	expect(failureOf(EXAMPLE.replace("  <test", `${field}<test`)).details["path"]).toMatch(/@length$/);
});

test("random and mutated text never throws anything but a Failure", () => {
	const mutated = fc
		.tuple(fc.nat({ max: EXAMPLE.length }), fc.nat({ max: 20 }), fc.string({ maxLength: 12, unit: "binary" }))
		.map(([at, cut, text]) => EXAMPLE.slice(0, at) + text + EXAMPLE.slice(at + cut));
	fc.assert(
		fc.property(fc.oneof(fc.string(), mutated), (xml) => {
			try {
				readDriver(xml);
			} catch (error) {
				expect(error).toBeInstanceOf(Failure);
			}
		}),
		{ numRuns: 300 },
	);
});
