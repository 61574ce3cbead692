import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import helper from "node-red-node-test-helper";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { simulateBuilding } from "../../lib/simulation/building/simulate-building.ts";
import { startTcpLine, type TcpLine } from "../../lib/simulation/tcp-line.ts";
import { get, message, messages, useNodeRed } from "../nodes/harness.ts";
import { coreNodes, FLOW_NAMES, OWN_NODES, shippedFlow } from "./shipped-flow.ts";

const nodeRed = useNodeRed();
const meters = simulateBuilding();
let building: TcpLine;

beforeAll(async () => {
	building = await startTcpLine({ meters, clock: systemClock, port: 0, paced: false });
	process.env["METERWAY_DEMO_PORT"] = String(building.port);
});
afterAll(async () => {
	Reflect.deleteProperty(process.env, "METERWAY_DEMO_PORT");
	await building.close();
});

/** Presses a node's button, as its schedule does, and hands over the text of the file that comes out. */
async function exportedBy(id: string, sent: object = {}): Promise<string> {
	const file = message("mw-gateway-files");
	get(id).receive(sent);
	const { payload } = await file;
	expect(payload).toContain(join(nodeRed.directory(), "exports"));
	const bytes = await readFile(String(payload));
	return (String(payload).endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

describe("the gateway flow", () => {
	test("finds the building's meters, reads them, keeps the readings and writes all three kinds of file", async () => {
		await helper.load([...OWN_NODES, ...coreNodes()], shippedFlow("gateway"));
		const kept = await messages("mw-gateway-kept", meters.length);
		expect(new Set(kept.map(({ topic }) => topic)).size).toBe(meters.length);
		const lines = (await exportedBy("mw-gateway-csv-long")).trim().split("\r\n");
		expect(lines.length).toBeGreaterThan(3 * meters.length);
		for (const { identity } of meters) expect(lines.some((line) => line.includes(identity.id))).toBe(true);
		const values = lines.slice(1).map((line) => line.split(";")[5]);
		expect(values.filter((value) => value === "").length).toBeLessThan(values.length / 10);
		expect(await exportedBy("mw-gateway-xml")).toMatch(/<\/readings>\s*$/);
		const clocked = kept.flatMap(({ payload }) => payload as Reading[]).filter(({ deviceTime }) => deviceTime);
		expect(clocked.length).toBeGreaterThan(0);
		for (const { time, deviceTime = 0 } of clocked) expect(Math.abs(time - deviceTime)).toBeLessThan(25 * 3_600_000);
		// One line per full minute: the period must have one in it, whenever this test runs.
		const now = Date.now();
		const table = await exportedBy("mw-gateway-csv-wide", { from: now - 120_000, to: now + 120_000 });
		const [titles = [], ...rows] = table
			.trim()
			.split("\r\n")
			.map((line) => line.split(";"));
		expect(titles.slice(0, 2)).toEqual(["time", expect.stringMatching(/^EFE 2408\d{4} volume \[m³\]$/)]);
		expect(new Set(titles).size).toBe(titles.length);
		expect(titles.length).toBeLessThan(256);
		for (const row of rows) expect(row.filter((cell) => cell === "").length).toBeLessThan(row.length / 20);
		expect(rows.length).toBeGreaterThan(0);
	}, 60_000);

	test("knows the meters after a restart and searches no more", async () => {
		await helper.load([...OWN_NODES, ...coreNodes()], shippedFlow("gateway"));
		const [, kept] = await Promise.all([
			messages("mw-gateway-readings", 1),
			messages("mw-gateway-kept", meters.length),
		]);
		expect(kept).toHaveLength(meters.length);
	}, 60_000);
});

describe("every flow", () => {
	test.each(FLOW_NAMES)("%s starts, and every node of it is there", async (name) => {
		const flow = shippedFlow(name);
		await helper.load([...OWN_NODES, ...coreNodes()], flow);
		for (const { id, type } of flow) if (type !== "tab") expect(get(id).id).toBe(id);
	});
});
