import { expect, test } from "vitest";
import { isManufacturerSpecific, isPlainText, vifCode } from "../../lib/drivers/vif-code.ts";
import { fromHex } from "../../lib/model/hex.ts";

test.each([
	["06", "06", false],
	["863C", "06", false],
	["FD48", "FD48", false],
	["FDC8FC01", "FD48", false],
	["FB00", "FB00", false],
	["FDFD02", "FDFD02", false],
	["FF13", "FF13", true],
	["FFD900", "FF5900", true],
	["FDC9FF01", "FD49FF01", true],
	["957F", "15FF", true],
	["FC0348522574", "7C", false],
	["", "", false],
])("%s is called %s", (vib, code, own) => {
	expect(vifCode(fromHex(vib))).toBe(code);
	expect(isManufacturerSpecific(fromHex(vib))).toBe(own);
});

test("a text unit is a VIF of its own", () => {
	expect(isPlainText(fromHex("FC0348522574"))).toBe(true);
	expect(isPlainText(fromHex("FD7C"))).toBe(false);
});
