import { expect, test } from "vitest";
import { symbolOf, ucumOf } from "../../lib/model/unit.ts";
import { UNITS } from "../../lib/model/unit-table.ts";

test("a unit has one symbol and one UCUM code", () => {
	expect(new Set(UNITS.map((unit) => unit.symbol)).size).toBe(UNITS.length);
	expect(new Set(UNITS.map((unit) => unit.ucum)).size).toBe(UNITS.length);
});

test.each([
	["kWh", "kW.h"],
	["m³/h", "m3/h"],
	["", "1"],
	["%RH", "%{RH}"],
	["kvarh", "kV.A.h{r}"],
	["var", "V.A{r}"],
	["apples", "{apples}"],
])("%s is %s in UCUM", (symbol, ucum) => {
	expect(ucumOf(symbol)).toBe(ucum);
	expect(symbolOf(ucum)).toBe(symbol);
});
