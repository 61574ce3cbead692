import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeAPI, NodeMessage, NodeStatus } from "node-red";
import helper, { type TestNode } from "node-red-node-test-helper";
import { afterAll, afterEach, beforeAll } from "vitest";
import { systemClock } from "../../lib/model/system-clock.ts";
import { simpleMeters } from "../../lib/simulation/simple-meters.ts";
import type { SimulatedMeter } from "../../lib/simulation/simulated-meter.ts";
import { startTcpLine, type TcpLine } from "../../lib/simulation/tcp-line.ts";
import line from "../../nodes/mw-mbus-line/mw-mbus-line.ts";
import site from "../../nodes/mw-site/mw-site.ts";

/** A node of a test flow. */
export interface FlowNode {
	readonly id: string;
	readonly type: string;
	readonly [property: string]: unknown;
}

/** What a Catch node is given. */
export interface CaughtMessage extends NodeMessage {
	readonly error: { readonly message: string; readonly code: string; readonly source: { readonly id: string } };
}

const require = createRequire(import.meta.url);

/** Prepares a Node-RED with a user directory of its own for the tests of a file, and clears it away. */
export function useNodeRed(): { readonly directory: () => string } {
	let directory = "";
	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), "meterway-nodes-"));
		helper.init(require.resolve("node-red"));
		await helper.startServer();
		helper.settings({ userDir: directory });
	});
	afterEach(async () => {
		await helper.unload();
	});
	afterAll(async () => {
		await helper.stopServer();
		await rm(directory, { recursive: true, force: true });
	});
	return { directory: () => directory };
}

/** Prepares a simulated line without wire times for the tests of a file. */
export function useLine(count = 3): {
	readonly port: () => number;
	readonly meters: readonly SimulatedMeter[];
	readonly line: () => TcpLine;
} {
	const meters = simpleMeters({ count });
	let simulated: TcpLine | null = null;
	const running = (): TcpLine => {
		if (simulated === null) throw new Error("the simulated line does not run");
		return simulated;
	};
	beforeAll(async () => {
		simulated = await startTcpLine({ meters, clock: systemClock, port: 0, paced: false });
	});
	afterAll(async () => {
		await simulated?.close();
	});
	return { port: () => running().port, meters, line: running };
}

/** Loads a flow with the site and line nodes and those given. */
export async function load(nodes: ((RED: NodeAPI) => void)[], flow: readonly FlowNode[]): Promise<void> {
	const tab = { id: "tab", type: "tab", label: "test", disabled: false, info: "" };
	await helper.load([site, line, ...nodes], [tab, ...flow]);
}

/** A node on the tab. */
export function node(id: string, type: string, properties: object = {}): FlowNode {
	return { id, type, z: "tab", name: "", wires: [], x: 0, y: 0, ...properties };
}

/** A site below the test's user directory, which writes at once. */
export function siteNode(directory = "", properties: object = {}): FlowNode {
	const settings = { timeZone: "Europe/Berlin", flushSeconds: "0" };
	return { id: "site", type: "mw-site", name: "Test", directory, ...settings, ...properties };
}

/** A TCP line that waits only briefly for meters that are not there. */
export function lineNode(port: number, properties: object = {}): FlowNode {
	const tcp = {
		transport: "tcp",
		host: "127.0.0.1",
		port: String(port),
		baudRate: "38400",
		latency: "40",
		retries: "0",
	};
	return {
		id: "line",
		type: "mw-mbus-line",
		name: "",
		site: "site",
		nke: "first",
		parity: "even",
		path: "",
		...tcp,
		...properties,
	};
}

/** A node that only receives. */
export function sink(id: string): FlowNode {
	return node(id, "helper");
}

/** A Catch node wired to a sink named `caught`. */
export function catching(): FlowNode[] {
	return [node("catch", "catch", { scope: null, uncaught: false, wires: [["caught"]] }), sink("caught")];
}

/** The node of that id; throws where it is missing. */
export function get(id: string): TestNode {
	const found = helper.getNode(id);
	if (found === null) throw new Error(`no node ${id}`);
	return found;
}

/** Resolves with the next messages of a node, once so many have come. */
export function messages<T extends NodeMessage = NodeMessage>(id: string, count: number): Promise<T[]> {
	return new Promise((resolve) => {
		const received: T[] = [];
		get(id).on("input", (message: T) => {
			received.push(message);
			if (received.length === count) resolve(received);
		});
	});
}

/** Resolves with the next message of a node. */
export async function message<T extends NodeMessage = NodeMessage>(id: string): Promise<T> {
	const [first] = await messages<T>(id, 1);
	if (first === undefined) throw new Error("no message");
	return first;
}

/** Resolves with the next status of a node whose text has this word in it. */
export function status(id: string, word: string): Promise<NodeStatus> {
	return new Promise((resolve) => {
		const look = ({ args: [shown] }: { args: [NodeStatus] }) => {
			if (shown.text?.includes(word) !== true) return;
			get(id).off("call:status", look);
			resolve(shown);
		};
		get(id).on("call:status", look);
	});
}
