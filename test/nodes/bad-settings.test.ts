import { join } from "node:path";
import type { NodeStatus } from "node-red";
import helper from "node-red-node-test-helper";
import { expect, test } from "vitest";
import { coreNodes, OWN_NODES } from "../flows/shipped-flow.ts";
import { type CaughtMessage, catching, get, lineNode, message, node, siteNode, useNodeRed } from "./harness.ts";

const nodeRed = useNodeRed();

const READING = {
	device: "d",
	datapoint: "energy",
	quantity: "energy",
	unit: "kWh",
	value: 1,
	time: 0,
	quality: "good",
};
const TCP = { transport: "tcp", host: "127.0.0.1" };
const SCAN = { line: "line", method: "primary", from: "0", to: "1", addToSite: false };
const READ = { line: "line", address: "1", addressType: "str" };

interface Case {
	readonly type: string;
	readonly properties: object;
	readonly line?: object;
	readonly site?: object;
	/** What the node is sent, where its settings are looked at only then. */
	readonly sent?: object;
	readonly code: string;
}

const CASES: readonly Case[] = [
	{ type: "mw-mbus-read", properties: { ...READ, line: "" }, code: "config" },
	{ type: "mw-mbus-read", properties: { ...READ, line: "gone" }, code: "config" },
	{ type: "mw-mbus-read", properties: { ...READ, line: "site" }, code: "config" },
	{ type: "mw-mbus-read", properties: READ, line: { host: "" }, code: "config" },
	{ type: "mw-mbus-read", properties: READ, line: { port: "99999" }, code: "config" },
	{ type: "mw-mbus-read", properties: READ, line: { transport: "carrier-pigeon" }, code: "config" },
	{ type: "mw-mbus-read", properties: READ, line: { transport: "serial", path: "" }, code: "config" },
	{ type: "mw-mbus-read", properties: READ, line: { baudRate: "1234" }, code: "baud-rate" },
	{ type: "mw-mbus-read", properties: { ...READ, interval: "soon" }, code: "config" },
	{
		type: "mw-mbus-read",
		properties: { ...READ, addressType: "site" },
		line: { site: "" },
		sent: {},
		code: "site-missing",
	},
	{
		type: "mw-mbus-read",
		properties: { ...READ, addressType: "site" },
		line: { site: "gone" },
		sent: {},
		code: "site-missing",
	},
	{ type: "mw-mbus-scan", properties: { ...SCAN, line: "" }, code: "config" },
	{ type: "mw-mbus-scan", properties: { ...SCAN, to: "251" }, sent: {}, code: "config" },
	{ type: "mw-mbus-command", properties: { line: "", command: "raw" }, code: "config" },
	{ type: "mw-mbus-command", properties: { line: "line", command: "explode" }, sent: {}, code: "input" },
	{ type: "mw-mbus-share", properties: { ...TCP, line: "", port: "0" }, code: "config" },
	{ type: "mw-mbus-share", properties: { ...TCP, line: "line", port: "99999" }, code: "config" },
	{ type: "mw-mbus-slave", properties: { ...TCP, port: "99999" }, code: "config" },
	{ type: "mw-mbus-slave", properties: { transport: "serial", path: "" }, code: "config" },
	{ type: "mw-mbus-slave", properties: { ...TCP, port: "0", firstAddress: "251" }, code: "config" },
	{ type: "mw-log", properties: { site: "" }, code: "site-missing" },
	{ type: "mw-history", properties: { site: "" }, code: "site-missing" },
	{ type: "mw-history", properties: { site: "site", step: "P1Q" }, sent: { from: 0 }, code: "schedule" },
	{ type: "mw-log", properties: { site: "line" }, code: "site-missing" },
	{
		type: "mw-log",
		properties: { site: "site" },
		site: { directory: join(import.meta.filename, "none") },
		sent: { payload: [READING] },
		code: "file-failed",
	},
	{
		type: "mw-log",
		properties: { site: "site" },
		site: { timeZone: "Mars/North" },
		sent: { payload: [READING] },
		code: "time-zone",
	},
	{ type: "mw-export", properties: { site: "", schedule: "none" }, code: "site-missing" },
	{ type: "mw-export", properties: { site: "site", preset: "?", schedule: "none" }, code: "layout" },
	{ type: "mw-export", properties: { site: "site", schedule: "minutes", minutes: "0" }, code: "config" },
	{ type: "mw-export", properties: { site: "site", schedule: "cron", cron: "" }, code: "config" },
];

/** The last status that a node has shown. */
function shown(id: string): NodeStatus | undefined {
	const { status } = get(id) as unknown as {
		readonly status: { readonly lastCall: { readonly args: [NodeStatus] } | null };
	};
	return status.lastCall?.args[0];
}

test.each(CASES)("$type with $properties, line $line, site $site shows and reports $code", async (bad) => {
	const { type, properties, line = {}, site = {}, sent, code } = bad;
	const flow = [
		{ id: "tab", type: "tab", label: "bad", disabled: false, info: "" },
		{ ...siteNode(join(nodeRed.directory(), "bad")), ...site },
		lineNode(1, line),
		node("bad", type, { ...properties, wires: [[], []] }),
		...catching(),
	];
	await helper.load([...OWN_NODES, ...coreNodes()], flow);
	const caught = new Promise<CaughtMessage>((resolve) => {
		get("caught").on("input", (failed: CaughtMessage) => {
			if (failed.error.source.id === "bad") resolve(failed);
		});
	});
	if (sent !== undefined) get("bad").receive(sent);
	expect((await caught).error.code).toBe(code);
	expect(shown("bad")).toMatchObject({
		fill: "red",
		shape: "ring",
		text: expect.stringMatching(`status.failure.${code}$`),
	});
});

test("a directory that cannot be written to is a failure of the export that wants it", async () => {
	const flow = [
		{ id: "tab", type: "tab", label: "bad", disabled: false, info: "" },
		siteNode(join(nodeRed.directory(), "denied")),
		node("log", "mw-log", { site: "site", wires: [["export"]] }),
		node("export", "mw-export", {
			site: "site",
			preset: "csv-long",
			directory: join(import.meta.filename, "none"),
			schedule: "none",
		}),
		...catching(),
	];
	await helper.load([...OWN_NODES, ...coreNodes()], flow);
	const caught = message<CaughtMessage>("caught");
	get("log").receive({ payload: [READING] });
	expect((await caught).error).toMatchObject({ code: "file-failed", source: { id: "export" } });
	expect(shown("export")).toMatchObject({ fill: "red", shape: "ring" });
});
