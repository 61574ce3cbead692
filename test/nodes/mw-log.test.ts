import { join } from "node:path";
import helper from "node-red-node-test-helper";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
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

function readingAt(time: number): Reading {
	return { device: "test:1", datapoint: "energy", quantity: "energy", unit: "kWh", value: time, time, quality: "good" };
}

function logging(directory: string, properties: object = {}): FlowNode[] {
	return [
		siteNode(directory),
		node("log", "mw-log", { site: "site", batchMs: "20", wires: [["out"]], ...properties }),
		sink("out"),
		...catching(),
	];
}

async function kept(directory: string): Promise<Reading[]> {
	const opened = await openReadingLog(join(nodeRed.directory(), directory, "readings.db"), { clock: systemClock });
	const readings: Reading[] = [];
	for await (const reading of opened.log.query({ from: 0, to: Number.MAX_SAFE_INTEGER })) readings.push(reading);
	await opened.log.close();
	return readings;
}

describe("mw-log", () => {
	test("keeps the readings of several messages together and then passes all of them on", async () => {
		await load([log], logging("together"));
		const passed = messages("out", 3);
		for (const time of [1, 2, 3]) get("log").receive({ payload: [readingAt(time)], colour: time });
		expect((await passed).map(({ colour }) => colour)).toEqual([1, 2, 3]);
		expect((await kept("together")).map(({ time }) => time)).toEqual([1, 2, 3]);
	});

	test("does not wait after the last meter of a round", async () => {
		await load([log], logging("round", { batchMs: "4000" }));
		const passed = messages("out", 2);
		get("log").receive({ payload: [readingAt(1)], round: { done: 1, total: 2 } });
		get("log").receive({ payload: [readingAt(2)], round: { done: 2, total: 2 } });
		expect(await passed).toHaveLength(2);
	});

	test("writes what waits when it closes", async () => {
		await load([log], logging("closing", { batchMs: "4000" }));
		get("log").receive({ payload: [readingAt(7)] });
		await new Promise((resolve) => setImmediate(resolve));
		await helper.unload();
		expect(await kept("closing")).toHaveLength(1);
	});

	test.each([
		[{ payload: "12" }, {}, "input"],
		[{ payload: [{ value: 1 }] }, {}, "input"],
		[{ payload: [] }, { site: "" }, "site-missing"],
	])("%o with %o fails with %s", async (sent, properties, code) => {
		await load([log], logging("failing", properties));
		const caught = message<CaughtMessage>("caught");
		get("log").receive(sent);
		expect((await caught).error.code).toBe(code);
	});
});
