import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import read from "../../nodes/mw-mbus-read/mw-mbus-read.ts";
import slave from "../../nodes/mw-mbus-slave/mw-mbus-slave.ts";
import {
	type CaughtMessage,
	catching,
	get,
	lineNode,
	load,
	message,
	node,
	sink,
	siteNode,
	status,
	useNodeRed,
} from "./harness.ts";

const SOCAT = spawnSync("socat", ["-V"]).status === 0;
const nodeRed = useNodeRed();

describe.skipIf(!SOCAT)("over a serial port (skipped where the Debian package socat is missing)", () => {
	let cable: ChildProcess;
	let gone: Promise<unknown> = Promise.resolve();
	const end = (name: string) => join(nodeRed.directory(), name);

	beforeAll(async () => {
		const terminal = (name: string) => `pty,raw,echo=0,link=${end(name)}`;
		cable = spawn("socat", [terminal("master"), terminal("slave")], { stdio: "ignore" });
		gone = new Promise((resolve) => cable.once("exit", resolve));
		await vi.waitFor(() => expect(existsSync(end("slave"))).toBe(true), 5000);
	});
	afterAll(async () => {
		cable.kill();
		await gone;
	});

	test("a line reads the virtual meter at the other end, and a pulled plug is an error with a code", async () => {
		const port = { transport: "serial", parity: "none", baudRate: "9600" };
		await load(
			[read, slave],
			[
				siteNode(),
				lineNode(0, { ...port, path: end("master"), latency: "100", retries: "2" }),
				node("slave", "mw-mbus-slave", { ...port, path: end("slave"), firstAddress: "1" }),
				node("read", "mw-mbus-read", {
					line: "line",
					address: "1",
					addressType: "str",
					driver: "auto",
					wires: [["out"]],
				}),
				sink("out"),
				...catching(),
			],
		);
		const taken = status("slave", "status.slaves");
		const reading = {
			device: "mbus:KAM-12345678-35-04",
			datapoint: "volume",
			quantity: "volume",
			unit: "m³",
			value: 2.5,
			time: 1,
			quality: "good",
		};
		get("slave").receive({ payload: [reading] });
		await taken;
		const answer = Promise.race([message("out"), message("caught")]);
		get("read").receive({});
		expect((await answer).payload).toEqual([
			expect.objectContaining({ datapoint: "volume", value: 2.5 }),
			expect.anything(),
		]);
		const caught = message<CaughtMessage>("caught");
		cable.kill();
		expect((await caught).error.code).toMatch(/^(link-down|port-missing)$/);
	});
});
