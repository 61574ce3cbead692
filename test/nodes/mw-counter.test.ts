import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { NodeMessage } from "node-red";
import helper from "node-red-node-test-helper";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import counter from "../../nodes/mw-counter/mw-counter.ts";
import log from "../../nodes/mw-log/mw-log.ts";
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
	useNodeRed,
} from "./harness.ts";

const nodeRed = useNodeRed();
const MINUTES_15 = 900_000;
const RULES = { devices: "", datapoints: "", point: "", modulus: "100000", maxPerHour: "100", start: "" };

function reading(device: string, value: number, slot: number, more: Partial<Reading> = {}): Reading {
	const time = slot * MINUTES_15;
	return { device, datapoint: "energy", quantity: "energy", unit: "kWh", value, time, quality: "good", ...more };
}

function flow(directory: string, properties: object = {}): FlowNode[] {
	const settings = { site: "site", ...RULES, ...properties, wires: [["out"], ["events"]] };
	return [siteNode(directory), node("counter", "mw-counter", settings), sink("out"), sink("events"), ...catching()];
}

function values({ payload }: NodeMessage): unknown[] {
	return (payload as Reading[]).map(({ datapoint, value }) => [datapoint, value]);
}

describe("mw-counter", () => {
	test("counts on over a roll-over and says so", async () => {
		await load([counter], flow("rollover"));
		const counted = messages("out", 3);
		const event = message("events");
		for (const [slot, value] of [99_990, 99_999.5, 3.25].entries()) {
			get("counter").receive({ payload: [reading("m", value, slot + 1)], colour: slot });
		}
		const all = await counted;
		expect(all.map(values)).toEqual([
			[["energy", 99_990]],
			[
				["energy", 99_999.5],
				["energy-consumption", 9.5],
			],
			[
				["energy", 100_003.25],
				["energy-consumption", 3.75],
			],
		]);
		expect(all[2]).toMatchObject({ topic: "counter:m", device: "counter:m", colour: 2 });
		const { time } = reading("m", 0, 3);
		const what = { type: "rollover", device: "counter:m", datapoint: "energy", unit: "kWh", time };
		expect((await event).payload).toEqual({ ...what, before: "99999.5", after: "3.25" });
	});

	test("holds an odd value back", async () => {
		await load([counter], flow("spike"));
		const counted = messages("out", 2);
		const event = message("events");
		for (const [slot, value] of [1000, 0, 1001].entries())
			get("counter").receive({ payload: [reading("m", value, slot + 1)] });
		expect((await counted).map(values)[1]).toEqual([
			["energy", 1001],
			["energy-consumption", 1],
		]);
		expect((await event).payload).toMatchObject({ type: "suspect" });
	});

	test("a place has one count, whatever meter is behind it", async () => {
		await load([counter], flow("place", { point: "flat:12", devices: "old, new" }));
		const counted = messages("out", 4);
		const event = message("events");
		const sent: [string, number][] = [
			["old", 500],
			["old", 501],
			["new", 2],
			["other", 7],
			["new", 4],
		];
		for (const [slot, [device, value]] of sent.entries())
			get("counter").receive({ payload: [reading(device, value, slot + 1)] });
		const all = await counted;
		expect(all.map(({ topic }) => topic)).toEqual(Array.from({ length: 4 }, () => "flat:12"));
		expect(values(all[3] ?? {})).toEqual([
			["energy", 503],
			["energy-consumption", 2],
		]);
		expect(all[2]?.payload).toMatchObject([
			{ quality: "good" },
			{ value: 0, quality: "uncertain", reason: "discontinuity" },
		]);
		expect((await event).payload).toMatchObject({ type: "replaced", before: "501", after: "2" });
	});

	test("an exchange by hand counts what both meters know", async () => {
		await load([counter], flow("exchange", { point: "flat:12" }));
		const counted = messages("out", 3);
		const event = message("events");
		get("counter").receive({ payload: [reading("m", 12_340, 1)] });
		get("counter").receive({ exchange: { end: 12_345, start: "2", time: 2 * MINUTES_15 }, payload: "" });
		get("counter").receive({ payload: [reading("m", 10, 3)] });
		const all = await counted;
		expect(all.map((one) => values(one)[0])).toEqual([
			["energy", 12_340],
			["energy", 12_345],
			["energy", 12_353],
		]);
		expect((await event).payload).toMatchObject({ type: "replaced", before: "12345", after: "2" });
	});

	test("goes on after it was closed", async () => {
		await load([counter], flow("closed"));
		const first = messages("out", 2);
		get("counter").receive({ payload: [reading("m", 100, 1)] });
		get("counter").receive({ payload: [reading("m", 105, 2)] });
		await first;
		await helper.unload();
		await load([counter], flow("closed"));
		const next = message("out");
		get("counter").receive({ payload: [reading("m", 106, 3)] });
		expect(values(await next)).toEqual([
			["energy", 106],
			["energy-consumption", 1],
		]);
	});

	test("after a power cut nothing is counted twice and nothing is lost", async () => {
		const chain = (directory: string): FlowNode[] => [
			...flow(directory).filter(({ id }) => id !== "counter" && id !== "out"),
			node("counter", "mw-counter", { site: "site", ...RULES, start: "0", wires: [["log"], ["events"]] }),
			node("log", "mw-log", { site: "site", batchMs: "0", wires: [["out"]] }),
			sink("out"),
		];
		await load([counter, log], chain("cut"));
		const first = messages("out", 3);
		for (const [slot, value] of [100, 105, 107].entries())
			get("counter").receive({ payload: [reading("m", value, slot + 1)] });
		await first;
		// What lies on the disk at this moment is what a power cut leaves behind.
		await cp(join(nodeRed.directory(), "cut"), join(nodeRed.directory(), "after"), { recursive: true });
		await helper.unload();
		await load([counter, log], chain("after"));
		const next = message("out");
		get("counter").receive({ payload: [reading("m", 110, 4)] });
		expect(values(await next)).toEqual([
			["energy", 10],
			["energy-consumption", 3],
		]);
	});

	test("readings that are no counters are passed over", async () => {
		await load([counter], flow("others"));
		const counted = message("out");
		const temperature = { datapoint: "temperature", quantity: "temperature", unit: "°C" } as const;
		get("counter").receive({
			payload: [reading("m", 20, 1, temperature), reading("m", 1, 1, { datapoint: "energy@1" })],
		});
		get("counter").receive({ payload: [reading("m", 1, 2)] });
		expect(values(await counted)).toEqual([["energy", 1]]);
	});

	test.each<[object, NodeMessage, string]>([
		[{}, { payload: "12" }, "input"],
		[{}, { exchange: 5 }, "input"],
		[{}, { exchange: { end: "much" }, topic: "x" }, "input"],
		[{}, { exchange: {}, topic: "unknown" }, "input"],
		[{}, { exchange: { time: "now" }, topic: "x" }, "input"],
		[{ modulus: "much" }, { payload: [] }, "config"],
		[{ maxPerHour: "-1" }, { payload: [] }, "config"],
		[{ site: "" }, { payload: [] }, "site-missing"],
	])("%j with %j fails with %s", async (properties, sent, code) => {
		await load([counter], flow("failing", properties));
		const caught = message<CaughtMessage>("caught");
		get("counter").receive(sent);
		expect((await caught).error.code).toBe(code);
	});
});
