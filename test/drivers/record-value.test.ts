import fc from "fast-check";
import { expect, test } from "vitest";
import { recordValue } from "../../lib/drivers/record-value.ts";
import { decimalText } from "../../lib/model/decimal.ts";
import { record } from "./telegrams.ts";

const KEEP = { unit: null, wireUnit: null, scale: null };

test("a value keeps its unit where no other is wished for", () => {
	const energy = record({ dataField: "int32", vib: [0x06], value: 1234 });
	expect(recordValue(energy, KEEP)).toEqual({ unit: "Wh", value: 1_234_000, reason: null });
});

test("a value is converted without loss", () => {
	const energy = record({ dataField: "int32", vib: [0x00], value: 1 });
	expect(recordValue(energy, { ...KEEP, unit: "MWh" })).toEqual({ unit: "MWh", value: 1e-9, reason: null });
	const joules = record({ dataField: "int32", vib: [0x0e], value: 1 });
	expect(recordValue(joules, { ...KEEP, unit: "kWh" }).value).toBeCloseTo(1 / 3.6, 15);
});

test("moving the decimal point gives the double nearest to the exact decimal", () => {
	fc.assert(
		fc.property(fc.maxSafeInteger(), (value) => {
			const measured = { unit: "Wh", value, exact: String(value), reason: null };
			for (const [unit, exponent] of [
				["kWh", -3],
				["MWh", -6],
			] as const) {
				const exact = decimalText({ mantissa: BigInt(value), exponent });
				const result = recordValue(measured, { ...KEEP, unit });
				expect(result.value).toBe(Number(exact));
				expect(result.exact ?? exact).toBe(exact);
			}
		}),
	);
});

test("a float stays the float it is", () => {
	const voltage = record({ dataField: "real32", vib: [0xfd, 0x49], value: 230.1 });
	expect(recordValue(voltage, KEEP)).toEqual({ unit: "V", value: Math.fround(230.1), reason: null });
});

test("the zeros in front of an identification are kept beside the number", () => {
	const serial = record({ dataField: "bcd8", vib: [0x78], value: 123 });
	expect(recordValue(serial, KEEP)).toEqual({ unit: "", value: 123, exact: "00000123", reason: null });
});

test("text and dates pass unchanged, an invalid value stays null with its reason", () => {
	const date = record({ dataField: "int16", vib: [0x6c], value: "2026-03-01" });
	expect(recordValue(date, { ...KEEP, unit: "" })).toEqual({ unit: "", value: "2026-03-01", reason: null });
	const invalid = record({ dataField: "int32", vib: [0x06], value: null });
	expect(recordValue(invalid, { ...KEEP, unit: "kWh" })).toEqual({ unit: "kWh", value: null, reason: "invalid-value" });
});
