import { expect, test } from "vitest";
import { decimalText } from "../../lib/model/decimal.ts";
import { DIMENSIONS } from "../../lib/model/dimension-table.ts";
import { type NewUnit, UnitCatalogue } from "../../lib/model/unit-catalogue.ts";
import { UNITS } from "../../lib/model/unit-table.ts";

const PALLET: NewUnit = {
	symbol: "pal",
	ucum: "{pallet}",
	dimension: "x-pallets",
	factor: "1",
	names: { en: "pallet", de: "Palette" },
};

test("every unit has a dimension of the table", () => {
	expect(UNITS.filter(({ dimension }) => !Object.hasOwn(DIMENSIONS, dimension))).toEqual([]);
});

test("a site's own units convert among each other and within compounds", () => {
	const half: NewUnit = { ...PALLET, symbol: "half", ucum: "{half}", factor: "1/2" };
	const catalogue = new UnitCatalogue([PALLET, half]);
	expect(decimalText(catalogue.convertExact({ mantissa: 3n, exponent: 0 }, "half", "pal"))).toBe("1.5");
	expect(decimalText(catalogue.convertExact({ mantissa: 3n, exponent: 0 }, "kWh/half", "kWh/pal"))).toBe("6");
	expect(catalogue.list().at(-1)).toMatchObject({ symbol: "half", bacnet: null });
	expect(new UnitCatalogue().find("pal")).toBeNull();
});

test("a unit of a known dimension converts to those of the table", () => {
	const therm: NewUnit = {
		symbol: "thm",
		ucum: "[thm]",
		dimension: "energy",
		factor: "105505585.262",
		names: { en: "therm", de: "Therm" },
	};
	const catalogue = new UnitCatalogue([therm]);
	expect(decimalText(catalogue.convertExact({ mantissa: 1n, exponent: 0 }, "thm", "kWh", 4))).toBe("29.3071");
});

test.each<[string, Partial<NewUnit>]>([
	["symbol", { symbol: "kWh" }],
	["symbol", { symbol: "" }],
	["symbol", { symbol: " x" }],
	["symbol", { symbol: "a\nb" }],
	["ucum", { ucum: "kW.h" }],
	["ucum", { ucum: "m³" }],
	["dimension", { dimension: "toString" }],
	["dimension", { dimension: "pallets" }],
	["factor", { factor: "0" }],
	["factor", { factor: "-1" }],
	["factor", { factor: "1/0" }],
	["factor", { factor: "much" }],
	["offset", { offset: "x" }],
	["bacnet", { bacnet: -1 }],
	["names.en", { names: { en: "", de: "x" } }],
	["names.de", { names: { en: "x", de: " " } }],
])("a unit with a wrong %s is refused", (field, change) => {
	expect(() => new UnitCatalogue([{ ...PALLET, ...change }])).toThrow(
		expect.objectContaining({ code: "input", details: expect.objectContaining({ field }) }),
	);
});

test("a symbol is added once", () => {
	expect(() => new UnitCatalogue([PALLET, { ...PALLET, ucum: "{other}" }])).toThrow(
		expect.objectContaining({ code: "input" }),
	);
});
