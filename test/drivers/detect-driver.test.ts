import { expect, test } from "vitest";
import { detectDriver } from "../../lib/drivers/detect-driver.ts";
import { readDriver } from "../../lib/drivers/read-driver.ts";
import { HEADER } from "./telegrams.ts";

function detected(detect: string, header = {}): boolean {
	const driver = readDriver(`<driver name="xyz" protocol="mbus">${detect}</driver>`);
	return detectDriver([driver], { ...HEADER, ...header }) === driver;
}

test("what a detect rule leaves out may be anything", () => {
	expect(detected('<detect manufacturer="XYZ"/>')).toBe(true);
	expect(detected('<detect manufacturer="XYY"/>')).toBe(false);
});

test("version and medium are lists and ranges of hexadecimal bytes", () => {
	expect(detected('<detect manufacturer="XYZ" version="01" medium="04 0C"/>', { medium: 12 })).toBe(true);
	expect(detected('<detect manufacturer="XYZ" version="0F..2F"/>', { version: 0x1a })).toBe(true);
	expect(detected('<detect manufacturer="XYZ" version="0F..2F"/>', { version: 0x30 })).toBe(false);
	expect(detected('<detect manufacturer="XYZ" medium="07"/>')).toBe(false);
});

test("ids may be given as ranges", () => {
	expect(detected('<detect manufacturer="XYZ" id="10000000..1FFFFFFF"/>')).toBe(true);
	expect(detected('<detect manufacturer="XYZ" id="22222222"/>')).toBe(false);
});

test("one of several rules is enough", () => {
	expect(detected('<detect manufacturer="ABC"/><detect manufacturer="XYZ"/>')).toBe(true);
});
