import { expect, test } from "vitest";
import { applyDriver } from "../../lib/drivers/apply-driver.ts";
import { checkDriver } from "../../lib/drivers/check-driver.ts";
import { expandProfile } from "../../lib/drivers/expand-profile.ts";
import { generateDriver } from "../../lib/drivers/generate-driver.ts";
import type { RecordSpec } from "../../lib/protocols/mbus/encode-records.ts";
import { record, telegram } from "./telegrams.ts";

const BASE: RecordSpec = { dataField: "int32", vib: [0x06], value: 1000, storage: 8 };
/** Element type 2 (16 bits), one month apart; the mode is in the two highest bits. */
const profile = (control: number, vife: number, ...values: number[]): RecordSpec => ({
	dataField: "binary",
	vib: [0x86, vife],
	storage: 8,
	value: Uint8Array.of(control, 0xfe, ...values.flatMap((value) => [value & 0xff, value >> 8])),
});

function readings(...specs: RecordSpec[]): string[] {
	return applyDriver(null, [telegram(specs)], { time: 0 }).map(({ datapoint, value }) => `${datapoint}=${value}`);
}

test("the values of a profile are readings with storage numbers of their own", () => {
	expect(readings(profile(0x32, 0x1f, 900, 800))).toEqual(["energy@9=900000", "energy@10=800000", "status=0"]);
});

test("differences lead from the record that goes before the profile", () => {
	expect(readings(BASE, profile(0x72, 0x13, 100, 50))).toEqual([
		"energy@8=1000000",
		"energy@9=900000",
		"energy@10=850000",
		"status=0",
	]);
});

test("what cannot be taken apart stays one record", () => {
	const lost = record(profile(0x72, 0x13, 100));
	expect(expandProfile(lost, [])).toEqual([lost]);
	const plain = record(BASE);
	expect(expandProfile(plain, [plain])).toEqual([plain]);
});

test("a driver is made from a profile as from any other record", () => {
	const driver = generateDriver([telegram([BASE, profile(0x72, 0x13, 100, 50)])]);
	expect(driver.datapoints.map(({ name }) => name)).toEqual(["energy@8", "energy@9", "energy@10"]);
	expect(checkDriver(driver)).toEqual([]);
});
