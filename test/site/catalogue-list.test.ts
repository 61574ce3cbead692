import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { NewQuantity } from "../../lib/model/quantity-catalogue.ts";
import type { NewUnit } from "../../lib/model/unit-catalogue.ts";
import { openSite, type Site } from "../../lib/site/open-site.ts";

const PALLET: NewUnit = {
	symbol: "pal",
	ucum: "{pallet}",
	dimension: "x-pallets",
	factor: "1",
	names: { en: "pallet", de: "Palette" },
};
const STOCK: NewQuantity = { quantity: "x-stock", dimension: "x-pallets", names: { en: "stock", de: "Bestand" } };

let directory = "";
let site: Site;

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), "meterway-site-"));
	site = await openSite({ directory });
});

afterEach(async () => {
	await site.close();
	await rm(directory, { recursive: true });
});

async function reopen(): Promise<void> {
	await site.close();
	site = await openSite({ directory });
}

test("a site's units and quantities are there after a restart", async () => {
	await site.catalogue.addUnit(PALLET);
	await site.catalogue.addQuantity(STOCK);
	await reopen();
	const [units, quantities] = [await site.catalogue.unitCatalogue(), await site.catalogue.quantityCatalogue()];
	expect(units.get("kWh/pal").powers).toMatchObject({ "x-pallets": -1 });
	quantities.checkUnit("x-stock", "pal", units);
	expect(await site.catalogue.units()).toEqual([PALLET]);
	expect(await site.catalogue.quantities()).toEqual([STOCK]);
});

test("what is taken or not valid is refused, and nothing is kept of it", async () => {
	await site.catalogue.addUnit(PALLET);
	const input = expect.objectContaining({ code: "input" });
	await expect(site.catalogue.addUnit({ ...PALLET, ucum: "{other}" })).rejects.toEqual(input);
	await expect(site.catalogue.addUnit({ ...PALLET, symbol: "kWh" })).rejects.toEqual(input);
	await expect(site.catalogue.addQuantity({ ...STOCK, quantity: "energy" })).rejects.toEqual(input);
	expect(await site.catalogue.units()).toEqual([PALLET]);
	expect(await site.catalogue.quantities()).toEqual([]);
});

test("what was added can be taken away again", async () => {
	await site.catalogue.addUnit(PALLET);
	await site.catalogue.addQuantity(STOCK);
	expect(await site.catalogue.removeUnit("pal")).toBe(true);
	expect(await site.catalogue.removeUnit("pal")).toBe(false);
	expect(await site.catalogue.removeQuantity("x-stock")).toBe(true);
	expect(await site.catalogue.units()).toEqual([]);
});

test("a state is kept per prefix, all of it or none", async () => {
	await site.state.write(
		"counter:a:",
		new Map([
			["x", "1"],
			["y", "2"],
		]),
	);
	await site.state.write("counter:a:", new Map([["y", "3"]]));
	await site.state.write("counter:b:", new Map([["x", "9"]]));
	await reopen();
	expect(await site.state.read("counter:a:")).toEqual(
		new Map([
			["x", "1"],
			["y", "3"],
		]),
	);
	await site.state.remove("counter:a:");
	expect(await site.state.read("counter:")).toEqual(new Map([["b:x", "9"]]));
});
