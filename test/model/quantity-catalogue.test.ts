import { expect, test } from "vitest";
import { type NewQuantity, QuantityCatalogue } from "../../lib/model/quantity-catalogue.ts";
import { UnitCatalogue } from "../../lib/model/unit-catalogue.ts";

const UNITS = new UnitCatalogue();
const FILL: NewQuantity = {
	quantity: "x-fill-level",
	dimension: "length",
	names: { en: "fill level", de: "Füllstand" },
};

test("a site's own quantity is known to its catalogue alone", () => {
	expect(new QuantityCatalogue([FILL]).get("x-fill-level")).toBe("x-fill-level");
	expect(new QuantityCatalogue([FILL]).list()).toContain("x-fill-level");
	expect(() => new QuantityCatalogue().get("x-fill-level")).toThrow(
		expect.objectContaining({ code: "quantity-unknown" }),
	);
});

test("a quantity takes only units of its dimension", () => {
	const catalogue = new QuantityCatalogue([FILL]);
	catalogue.checkUnit("energy", "GJ", UNITS);
	catalogue.checkUnit("energy", "", UNITS);
	catalogue.checkUnit("x-fill-level", "m", UNITS);
	catalogue.checkUnit("heat-cost", "HCA", UNITS);
	expect(() => catalogue.checkUnit("energy", "kW", UNITS)).toThrow(expect.objectContaining({ code: "unit-mismatch" }));
	expect(() => catalogue.checkUnit("x-fill-level", "bar", UNITS)).toThrow(
		expect.objectContaining({ code: "unit-mismatch" }),
	);
});

test.each<[string, NewQuantity]>([
	["quantity", { ...FILL, quantity: "energy" }],
	["quantity", { ...FILL, quantity: "x-" }],
	["dimension", { ...FILL, dimension: "__proto__" }],
	["names.de", { ...FILL, names: { en: "x", de: "" } }],
])("a quantity with a wrong %s is refused", (field, quantity) => {
	expect(() => new QuantityCatalogue([quantity])).toThrow(
		expect.objectContaining({ code: "input", details: expect.objectContaining({ field }) }),
	);
	expect(() => new QuantityCatalogue([FILL, FILL])).toThrow(expect.objectContaining({ code: "input" }));
});
