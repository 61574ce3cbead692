import { readdirSync } from "node:fs";
import helper from "node-red-node-test-helper";
import { expect, test } from "vitest";
import { coreNodes, OWN_NODES } from "../flows/shipped-flow.ts";
import { freePort } from "../support/free-port.ts";
import {
	catching,
	type FlowNode,
	get,
	lineNode,
	message,
	node,
	sink,
	siteNode,
	useLine,
	useNodeRed,
} from "./harness.ts";

useNodeRed();
const simulated = useLine(2);

const DEPLOYS = 100;

async function everything(): Promise<FlowNode[]> {
	const line = { line: "line" };
	const port = { transport: "tcp", host: "127.0.0.1" };
	return [
		{ id: "tab", type: "tab", label: "all", disabled: false, info: "" },
		siteNode("redeploy"),
		lineNode(simulated.port()),
		node("read", "mw-mbus-read", {
			...line,
			address: "1,2",
			addressType: "str",
			driver: "auto",
			interval: "3600",
			wires: [["log", "slave"]],
		}),
		node("log", "mw-log", { site: "site", wires: [["kept"]] }),
		node("export", "mw-export", { site: "site", preset: "csv-long", schedule: "minutes", minutes: "1", wires: [[]] }),
		node("history", "mw-history", { site: "site", period: "today", step: "PT1H", wires: [[]] }),
		node("scan", "mw-mbus-scan", { ...line, method: "primary", from: "1", to: "2", addToSite: true, wires: [[], []] }),
		node("command", "mw-mbus-command", { ...line, command: "raw", wires: [[]] }),
		node("share", "mw-mbus-share", { ...line, ...port, port: String(await freePort()) }),
		node("slave", "mw-mbus-slave", { ...port, port: String(await freePort()), firstAddress: "1" }),
		sink("kept"),
		...catching(),
	];
}

/** Sockets, servers, timers and files that are open now. */
function held(): { resources: string[]; files: number } {
	const resources = process.getActiveResourcesInfo().filter((name) => /TCP|Timeout|FSReq|Pipe/.test(name));
	return { resources: resources.toSorted(), files: readdirSync("/proc/self/fd").length };
}

async function readOnce(): Promise<void> {
	const kept = message("kept");
	get("read").receive({});
	await kept;
}

test(`${DEPLOYS} deploys with everything at work leave nothing open`, async () => {
	const flow = await everything();
	await helper.load([...OWN_NODES, ...coreNodes()], flow);
	await readOnce();
	for (let deploy = 0; deploy < 3; deploy += 1) await helper.setFlows(flow, "full");
	await readOnce();
	const before = held();
	for (let deploy = 0; deploy < DEPLOYS; deploy += 1) await helper.setFlows(flow, "full");
	await readOnce();
	const after = held();
	expect(after.files).toBeLessThanOrEqual(before.files + 10);
	expect(after.resources.length).toBeLessThanOrEqual(before.resources.length + 10);
}, 120_000);
