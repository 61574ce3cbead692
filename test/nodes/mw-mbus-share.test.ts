import { afterEach, describe, expect, test } from "vitest";
import { MbusLine } from "../../lib/masters/mbus/line.ts";
import { readMeter } from "../../lib/masters/mbus/read-meter.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { tcpLink } from "../../lib/transports/tcp-link.ts";
import read from "../../nodes/mw-mbus-read/mw-mbus-read.ts";
import share from "../../nodes/mw-mbus-share/mw-mbus-share.ts";
import { freePort } from "../support/free-port.ts";
import {
	type CaughtMessage,
	catching,
	type FlowNode,
	get,
	lineNode,
	load,
	message,
	messages,
	node,
	sink,
	siteNode,
	status,
	useLine,
	useNodeRed,
} from "./harness.ts";

useNodeRed();
const simulated = useLine(3);
const masters = new Set<MbusLine>();
afterEach(async () => {
	for (const master of masters) await master.close();
	masters.clear();
});

function masterAt(port: number): MbusLine {
	const link = tcpLink({ host: "127.0.0.1", port, clock: systemClock });
	const master = new MbusLine({ link, clock: systemClock, baudRate: 38_400, latencyMs: 500, retries: 1 });
	master.open();
	masters.add(master);
	return master;
}

function sharing(port: number, properties: object = {}): FlowNode[] {
	return [
		siteNode(),
		lineNode(simulated.port()),
		node("share", "mw-mbus-share", {
			line: "line",
			transport: "tcp",
			host: "",
			port: String(port),
			wires: [["overheard"]],
			...properties,
		}),
		sink("overheard"),
		node("read", "mw-mbus-read", {
			line: "line",
			address: "1,2,3",
			addressType: "str",
			driver: "auto",
			wires: [["out"]],
		}),
		sink("out"),
		...catching(),
	];
}

describe("mw-mbus-share", () => {
	test("another master reads the same meters while we read them, and its answers are free readings", async () => {
		const port = await freePort();
		await load([share, read], sharing(port));
		const [out, overheard] = [messages("out", 3), message("overheard")];
		const connected = status("share", "status.masters");
		const master = masterAt(port);
		get("read").receive({});
		const { telegrams } = await readMeter(master, { kind: "primary", address: 2 });
		expect(telegrams[0]?.header?.id).toBe(simulated.meters[1]?.identity.id);
		expect((await out).map(({ round }) => (round as { ok: number }).ok)).toEqual([1, 2, 3]);
		expect((await overheard).topic).toContain(simulated.meters[1]?.identity.id);
		expect((await connected).fill).toBe("green");
	});

	test("a port that is taken is an error with a code", async () => {
		const port = await freePort();
		const [site, line, first, ...others] = sharing(port);
		const flow = [site, line, first, { ...first, id: "second" }, ...others].filter((one) => one !== undefined);
		await load([share, read], flow as FlowNode[]);
		expect((await message<CaughtMessage>("caught")).error.code).toBe("port-in-use");
	});

	test.each([
		[{ line: "" }, "config"],
		[{ port: "none" }, "config"],
		[{ transport: "serial", path: "" }, "config"],
	])("%o is reported as %s when the flows start", async (properties, code) => {
		await load([share, read], sharing(await freePort(), properties));
		expect((await message<CaughtMessage>("caught")).error.code).toBe(code);
	});
});
