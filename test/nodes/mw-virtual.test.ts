import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { openSite } from "../../lib/site/open-site.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import virtual from "../../nodes/mw-virtual/mw-virtual.ts";
import {
	type CaughtMessage,
	catching,
	type FlowNode,
	get,
	load,
	message,
	messages,
	node,
	sink,
	siteNode,
	status,
	useNodeRed,
} from "./harness.ts";

const nodeRed = useNodeRed();

const INPUTS = [
	{ input: "heat", device: "mbus:heat", datapoint: "energy", missing: "none", substitute: "" },
	{ input: "power", device: "mbus:power", datapoint: "energy", missing: "none", substitute: "" },
];

const COP = {
	device: "virtual:pump",
	datapoint: "coefficient-of-performance",
	quantity: "coefficient-of-performance",
	unit: "",
	formula: "heat / power",
	inputs: INPUTS,
	trigger: "any",
	period: "900",
	maxAge: "",
};

function reading(device: string, value: number, time: number, unit = "kWh"): Reading {
	return { device, datapoint: "energy", quantity: "energy", unit, value, time, quality: "good" };
}

function flow(properties: object = {}): FlowNode[] {
	return [
		node("virtual", "mw-virtual", { site: "", ...COP, ...properties, wires: [["out"]] }),
		sink("out"),
		...catching(),
	];
}

describe("mw-virtual", () => {
	test("computes from the readings that come by", async () => {
		await load([virtual], flow());
		const results = messages("out", 2);
		const shown = status("virtual", "4");
		get("virtual").receive({ payload: [reading("mbus:heat", 36, 1, "MJ")], topic: "mbus:heat", telegram: "68" });
		get("virtual").receive({ payload: [reading("mbus:power", 2.5, 2)], colour: "red", telegram: "68" });
		get("virtual").receive({ payload: [reading("mbus:power", 5, 3)] });
		const { device, datapoint, quantity, unit } = COP;
		const known = { device, datapoint, quantity, unit, quality: "good" };
		const [first, second] = await results;
		expect(first).toMatchObject({ topic: device, device, colour: "red", payload: [{ ...known, value: 4, time: 2 }] });
		expect(first).not.toHaveProperty("telegram");
		expect(second).toMatchObject({ payload: [{ ...known, value: 2, time: 3 }] });
		expect((await shown).fill).toBe("green");
	});

	test("says once that there is no value any more", async () => {
		await load([virtual], flow({ maxAge: "60" }));
		const results = messages("out", 2);
		get("virtual").receive({ payload: [reading("mbus:heat", 3, 1), reading("mbus:power", 1, 1)] });
		get("virtual").receive({ payload: [reading("mbus:power", 2, 61_002)] });
		expect((await results)[1]?.payload).toMatchObject([{ value: null, quality: "bad", reason: "formula-input" }]);
	});

	test("takes a substitute as it is written", async () => {
		const inputs = [{ ...INPUTS[0] }, { ...INPUTS[1], missing: "value", substitute: "0,5 kWh" }];
		await load([virtual], flow({ inputs }));
		const result = message("out");
		get("virtual").receive({ payload: [reading("mbus:heat", 3, 1)] });
		expect((await result).payload).toMatchObject([{ value: 6, quality: "substituted", reason: "formula-input" }]);
	});

	test("knows the tags, the units and the last values of its site", async () => {
		const directory = join(nodeRed.directory(), "tagged");
		const site = await openSite({ directory });
		const device = { bus: "b", address: "1", meta: { tags: "solid, flats" } };
		await site.devices.add({ id: "mbus:a", ...device });
		await site.devices.add({ id: "mbus:b", ...device, address: "2" });
		const names = { en: "pallet", de: "Palette" };
		await site.catalogue.addUnit({ symbol: "pal", ucum: "{pal}", dimension: "mass", factor: "800", names });
		await site.close();
		const { log } = await openReadingLog(join(directory, "readings.db"), { clock: systemClock });
		const mass = { datapoint: "mass", quantity: "mass", unit: "pal" } as const;
		await log.append([{ ...reading("mbus:a", 2, 1), ...mass }], { now: true });
		await log.close();
		const inputs = [{ input: "all", device: "tag:flats", datapoint: "mass", missing: "skip" }];
		const total = { ...COP, datapoint: "mass", quantity: "mass", unit: "t", formula: "sum(all)", inputs };
		await load([virtual], [siteNode("tagged"), ...flow({ ...total, site: "site" })]);
		const result = message("out");
		get("virtual").receive({ payload: [{ ...reading("mbus:b", 400, 2), ...mass, unit: "kg" }] });
		expect((await result).payload).toMatchObject([{ value: 2, unit: "t" }]);
	});

	test("units that do not fit are an error that a Catch node sees", async () => {
		await load([virtual], flow());
		const caught = message<CaughtMessage>("caught");
		get("virtual").receive({ payload: [reading("mbus:heat", 3, 1), reading("mbus:power", 1, 1, "kW")] });
		expect((await caught).error.code).toBe("unit-mismatch");
	});

	test.each([
		[{ device: "" }, "config"],
		[{ formula: "heat /" }, "formula"],
		[{ formula: "heat / other" }, "formula-input"],
		[{ unit: "apples" }, "unit-unknown"],
		[{ quantity: "x-apples" }, "quantity-unknown"],
		[{ inputs: "none" }, "config"],
		[{ inputs: [null] }, "config"],
		[{ trigger: "period", period: "" }, "config"],
		[{ site: "missing" }, "site-missing"],
		[{ device: "mbus:heat", datapoint: "energy" }, "formula"],
	])("a form with %j fails with %s", async (properties, code) => {
		await load([virtual], flow(properties));
		const caught = message<CaughtMessage>("caught");
		get("virtual").receive({ payload: [] });
		expect((await caught).error.code).toBe(code);
	});

	test("a message without readings fails with input", async () => {
		await load([virtual], flow());
		const caught = message<CaughtMessage>("caught");
		get("virtual").receive({ payload: "12" });
		expect((await caught).error.code).toBe("input");
	});
});
