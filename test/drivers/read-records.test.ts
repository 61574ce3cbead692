import { expect, test } from "vitest";
import { readRecords } from "../../lib/drivers/read-records.ts";
import type { RecordSpec } from "../../lib/protocols/mbus/encode-records.ts";
import { telegram } from "./telegrams.ts";

const VOLTAGE: RecordSpec = { dataField: "int16", vib: [0xfd, 0x48], value: 2300 };

test("records that look the same are told apart by their order, over all telegrams", () => {
	const records = readRecords([
		telegram([VOLTAGE, { ...VOLTAGE, tariff: 1 }, VOLTAGE]),
		telegram([VOLTAGE], { status: 8 }),
	]);
	expect(records.map(({ occurrence, status }) => [occurrence, status])).toEqual([
		[1, 0],
		[1, 0],
		[2, 0],
		[3, 8],
	]);
});
