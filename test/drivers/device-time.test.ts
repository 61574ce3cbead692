import { expect, test } from "vitest";
import { deviceTimes } from "../../lib/drivers/device-time.ts";
import type { RecordSpec } from "../../lib/protocols/mbus/encode-records.ts";
import { telegram } from "./telegrams.ts";

const CLOCK: RecordSpec = { dataField: "int32", vib: [0x6d], value: "2026-03-01T10:15:00" };

function times(...specs: RecordSpec[]): [number, number][] {
	return [...deviceTimes(telegram(specs).records, 120)];
}

test("a local time becomes UTC, the first of each storage counts", () => {
	const second = { ...CLOCK, value: "2026-03-02T00:00:00" };
	expect(times(CLOCK, second, { ...second, storage: 3 })).toEqual([
		[0, Date.UTC(2026, 2, 1, 8, 15)],
		[3, Date.UTC(2026, 2, 1, 22, 0)],
	]);
});

test("dates, maximum times, tariffs, modifiers and invalid clocks are no time stamps", () => {
	const date: RecordSpec = { dataField: "int16", vib: [0x6c], value: "2026-03-01" };
	const future = { ...CLOCK, vib: [0xed, 0x7e] };
	const invalid = { ...CLOCK, value: Uint8Array.of(0x80, 0, 0, 0) };
	expect(times(date, { ...CLOCK, function: "maximum" }, { ...CLOCK, tariff: 1 }, future, invalid)).toEqual([]);
});

test("without a zone there is no time", () => {
	expect(deviceTimes(telegram([CLOCK]).records, undefined).size).toBe(0);
});
