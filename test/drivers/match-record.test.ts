import { expect, test } from "vitest";
import { matchRecord } from "../../lib/drivers/match-record.ts";
import { readDriver } from "../../lib/drivers/read-driver.ts";
import { vifCode } from "../../lib/drivers/vif-code.ts";
import type { RecordSpec } from "../../lib/protocols/mbus/encode-records.ts";
import { record } from "./telegrams.ts";

function matches(attributes: string, spec: Partial<RecordSpec>, occurrence = 1): boolean {
	const xml = `<driver name="x" protocol="mbus"><detect manufacturer="XYZ"/><datapoint name="d"><match ${attributes}/></datapoint></driver>`;
	const rule = readDriver(xml).datapoints[0]?.matches[0];
	if (rule === undefined) throw new Error("no rule");
	const only = record({ dataField: "int32", vib: [0x06], value: 1, ...spec });
	return matchRecord(rule, { record: only, occurrence, code: vifCode(only.vib) });
}

test.each([
	['vif="06"', {}, true],
	['vif="energy"', {}, true],
	['vif="00..07"', {}, true],
	['vif="07 0E"', {}, false],
	['vif="volume"', {}, false],
	['vif="06" function="any"', { function: "maximum" }, true],
	['vif="06"', { function: "maximum" }, false],
	['vif="06"', { storage: 1 }, false],
	['vif="06" storage="1..12"', { storage: 12 }, true],
	['vif="06" storage="any" tariff="2" subunit="1"', { storage: 2 ** 41 - 1, tariff: 2, subunit: 1 }, true],
	['vif="06" tariff="2"', {}, false],
	['vif="06"', { subunit: 1 }, false],
	['vif="06" data-field="4"', {}, true],
	['vif="06" data-field="5"', {}, false],
	['vif="06"', { vib: [0x86, 0x3c] }, false],
	['vif="06" modifiers="negative-contribution"', { vib: [0x86, 0x3c] }, true],
	['vif="06" modifiers="negative-contribution"', {}, false],
	['vif="06" modifiers="future negative-contribution"', { vib: [0x86, 0xbc, 0x7e] }, true],
	['vif="06" modifiers="negative-contribution"', { vib: [0x86, 0xbc, 0x7e] }, false],
	['vif="06" modifiers="any"', { vib: [0x86, 0xbc, 0x7e] }, true],
	['vif="FD49FF01"', { vib: [0xfd, 0xc9, 0xff, 0x01] }, true],
	['vif="FD49"', { vib: [0xfd, 0xc9, 0xff, 0x01] }, false],
	['vif="voltage"', { vib: [0xfd, 0xc9, 0xff, 0x01] }, false],
	['vif="7C" unit="%RH"', { vib: [0x7c, 0x03, 0x48, 0x52, 0x25] }, true],
	['vif="7C" unit="bar"', { vib: [0x7c, 0x03, 0x48, 0x52, 0x25] }, false],
] as const)("%s against %j: %s", (attributes, spec, expected) => {
	expect(matches(attributes, spec)).toBe(expected);
});

test("records that look the same are told apart by their order", () => {
	expect(matches('vif="06" occurrence="2"', {}, 2)).toBe(true);
	expect(matches('vif="06" occurrence="2"', {}, 1)).toBe(false);
});
