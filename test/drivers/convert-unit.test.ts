import { expect, test } from "vitest";
import { convertUnit, decimalShift } from "../../lib/drivers/convert-unit.ts";
import { fractionOf, fractionText } from "../../lib/drivers/decimal-arithmetic.ts";
import { UNIT_FACTORS } from "../../lib/drivers/unit-factor-table.ts";
import { parseDecimal } from "../../lib/model/decimal.ts";
import { UNITS } from "../../lib/model/unit-table.ts";

function converted(text: string, from: string, to: string): string | null {
	const decimal = parseDecimal(text);
	const result = decimal === null ? null : convertUnit(fractionOf(decimal), from, to);
	return result === null ? null : fractionText(result).text;
}

test.each([
	["1234000", "Wh", "kWh", "1234"],
	["36", "MJ", "kWh", "10"],
	["1", "kWh", "MJ", "3.6"],
	["0.1", "kWh", "Wh", "100"],
	["3600", "J/h", "W", "1"],
	["1.5", "m³", "l", "1500"],
	["2", "m³/min", "l/h", "120000"],
	["90", "min", "h", "1.5"],
	["0.25", "A", "mA", "250"],
	["68", "°F", "°C", "20"],
	["-40", "°C", "°F", "-40"],
	["2", "year", "month", "24"],
	["5", "", "kWh", "5"],
	["5", "Wh/s", "Wh/s", "5"],
])("%s %s in %s is %s", (value, from, to, expected) => {
	expect(converted(value, from, to)).toBe(expected);
});

test("units that have nothing in common do not convert", () => {
	expect(converted("1", "Wh", "varh")).toBeNull();
	expect(converted("1", "m³", "kWh")).toBeNull();
	expect(converted("1", "month", "d")).toBeNull();
	expect(converted("1", "apples", "pears")).toBeNull();
});

test("every unit of the factors is one of the model", () => {
	const known = new Set<string>(UNITS.map(({ symbol }) => symbol));
	expect(UNIT_FACTORS.filter(({ unit }) => !known.has(unit))).toEqual([]);
});

test("a power of ten between two units is known without arithmetic", () => {
	expect(decimalShift("Wh", "kWh")).toBe(-3);
	expect(decimalShift("MWh", "Wh")).toBe(6);
	expect(decimalShift("l/h", "m³/h")).toBe(-3);
	expect(decimalShift("MJ", "kWh")).toBeNull();
	expect(decimalShift("°F", "°C")).toBeNull();
	expect(decimalShift("°C", "°C")).toBe(0);
	expect(decimalShift("apples", "pears")).toBeNull();
});
