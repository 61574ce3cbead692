import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import helper from "node-red-node-test-helper";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import log from "../../nodes/mw-log/mw-log.ts";
import type { SiteNode } from "../../nodes/mw-site/mw-site.ts";
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

function readingAt(time: number): Reading {
	return { device: "test:1", datapoint: "energy", quantity: "energy", unit: "kWh", value: time, time, quality: "good" };
}

function logging(directory: string, properties: object = {}, site: object = {}): FlowNode[] {
	return [
		siteNode(directory, site),
		node("log", "mw-log", { site: "site", wires: [["out"]], ...properties }),
		sink("out"),
		...catching(),
	];
}

async function kept(directory: string, key?: Uint8Array): Promise<Reading[]> {
	const file = join(nodeRed.directory(), directory, "readings.db");
	const opened = await openReadingLog(file, { clock: systemClock, ...(key === undefined ? {} : { key }) });
	const readings: Reading[] = [];
	for await (const reading of opened.log.query({ from: 0, to: Number.MAX_SAFE_INTEGER })) readings.push(reading);
	await opened.log.close();
	return readings;
}

async function append(...readings: Reading[]): Promise<void> {
	const passed = message("out");
	get("log").receive({ payload: readings });
	await passed;
}

const NEVER = { flushSeconds: "300" };

describe("mw-log", () => {
	test("keeps the readings of several messages together and then passes all of them on", async () => {
		await load([log], logging("together"));
		const passed = messages("out", 3);
		for (const time of [1, 2, 3]) get("log").receive({ payload: [readingAt(time)], colour: time });
		expect((await passed).map(({ colour }) => colour)).toEqual([1, 2, 3]);
		await helper.unload();
		expect((await kept("together")).map(({ time }) => time)).toEqual([1, 2, 3]);
	});

	test("does not wait after the last meter of a round", async () => {
		await load([log], logging("round", {}, NEVER));
		const passed = messages("out", 2);
		get("log").receive({ payload: [readingAt(1)], round: { done: 1, total: 2 } });
		get("log").receive({ payload: [readingAt(2)], round: { done: 2, total: 2 } });
		expect(await passed).toHaveLength(2);
	});

	test("writes what waits when it closes", async () => {
		await load([log], logging("closing", {}, NEVER));
		get("log").receive({ payload: [readingAt(7)] });
		await new Promise((resolve) => setImmediate(resolve));
		await helper.unload();
		expect(await kept("closing")).toHaveLength(1);
	});

	test("shows how much is kept and how much was written today", async () => {
		await load([log], logging("shown"));
		const shown = status("log", "status.log");
		await append(readingAt(1));
		expect(await shown).toMatchObject({ fill: "green", shape: "dot" });
	});

	test("a damaged file is set aside, the Catch nodes hear of it once, and keeping goes on", async () => {
		const directory = join(nodeRed.directory(), "damaged");
		await mkdir(directory);
		await writeFile(join(directory, "readings.db"), Buffer.alloc(65_536, "damaged"));
		await load([log], logging("damaged"));
		const caught = message<CaughtMessage>("caught");
		await append(readingAt(1));
		expect((await caught).error).toMatchObject({ code: "store-damaged" });
		expect((await readdir(directory)).filter((name) => name.includes("damaged"))).toHaveLength(1);
		await helper.unload();
		expect(await kept("damaged")).toHaveLength(1);
	});

	test("a reading entered by hand replaces the kept one and says that it is a substitute", async () => {
		await load([log], logging("corrected"));
		await append(readingAt(1), readingAt(2));
		const passed = message("out");
		get("log").receive({ payload: [{ ...readingAt(2), value: 5 }], correct: true, by: "Eva" });
		expect(await passed).toMatchObject({ corrected: 1 });
		await helper.unload();
		expect(await kept("corrected")).toMatchObject([
			{ value: 1, quality: "good" },
			{ value: 5, quality: "substituted" },
		]);
	});

	test("an exchange of the meter begins a new count", async () => {
		await load([log], logging("exchanged"));
		await append(readingAt(1000));
		const passed = message("out");
		const exchange = { datapoint: "energy", time: 1500, end: "1010", start: 2 };
		get("log").receive({ topic: "test:1", payload: "", exchange, by: "Eva" });
		await passed;
		await append({ ...readingAt(2000), value: 10 });
		const opened = await (get("site") as unknown as SiteNode).openLog();
		const events = await opened.events({ from: 0, to: 3000 });
		expect(events).toMatchObject([{ type: "replaced", time: 1500, before: "1010", after: "2", by: "Eva" }]);
	});

	test.each([
		[{ payload: "12" }, {}, "input"],
		[{ payload: [{ value: 1 }] }, {}, "input"],
		[{ payload: [readingAt(1)], exchange: {} }, {}, "input"],
		[{ topic: "test:1", exchange: { datapoint: "energy", end: "much" } }, {}, "input"],
		[{ topic: "test:1", exchange: { datapoint: "nothing", end: "5" } }, {}, "input"],
		[{ payload: [] }, { site: "" }, "site-missing"],
	])("%o with %o fails with %s", async (sent, properties, code) => {
		await load([log], logging("failing", properties));
		const caught = message<CaughtMessage>("caught");
		get("log").receive(sent);
		expect((await caught).error.code).toBe(code);
	});
});
