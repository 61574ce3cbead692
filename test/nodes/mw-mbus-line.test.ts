import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../lib/model/system-clock.ts";
import { lineOptionsOf } from "../../nodes/mw-mbus-line/line-options.ts";
import type { LineNode } from "../../nodes/mw-mbus-line/mw-mbus-line.ts";
import read from "../../nodes/mw-mbus-read/mw-mbus-read.ts";
import { freePort } from "../support/free-port.ts";
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
	useLine,
	useNodeRed,
} from "./harness.ts";

useNodeRed();
const simulated = useLine(1);

const reader = (name: string) => [
	node(name, "mw-mbus-read", {
		line: "line",
		address: "1",
		addressType: "str",
		driver: "auto",
		wires: [[`${name}-out`]],
	}),
	sink(`${name}-out`),
];

describe("mw-mbus-line", () => {
	test("is one line for all nodes that use it", async () => {
		await load([read], [siteNode(), lineNode(simulated.port()), ...reader("one"), ...reader("two")]);
		const answers = [message("one-out"), message("two-out")];
		get("one").receive({});
		get("two").receive({ address: 1 });
		const [one, two] = await Promise.all(answers);
		expect(one?.topic).toBe(two?.topic);
		const shared = get("line") as unknown as LineNode;
		expect(shared.openLine()).toBe(shared.openLine());
	});

	test("nobody at the other end is an error with a code, and the nodes show it", async () => {
		const port = await freePort();
		await load([read], [siteNode(), lineNode(port), ...reader("one"), ...catching()]);
		const shown = status("one", "link-refused");
		const caught = message<CaughtMessage>("caught");
		get("one").receive({});
		expect((await caught).error.code).toMatch(/^link-/);
		expect((await shown).fill).toBe("red");
	});

	test("recovers by itself when the other end comes back", async () => {
		const port = await freePort();
		await load([read], [siteNode(), lineNode(port), ...reader("one")]);
		await status("one", "link-refused");
		const ready = status("one", "status.ready");
		const server = createServer().listen(port, "127.0.0.1");
		expect((await ready).fill).toBe("green");
		server.close();
	});

	test.each([
		[{ host: "" }, "config"],
		[{ port: "70000" }, "config"],
		[{ transport: "carrier-pigeon" }, "config"],
		[{ baudRate: "1234" }, "baud-rate"],
		[{ transport: "serial", path: "" }, "config"],
		[{ host: "$" + "{NOBODY_SET_THIS}" }, "config"],
	])("%o is reported as %s when the flows start", async (properties, code) => {
		await load([read], [siteNode(), lineNode(simulated.port(), properties), ...reader("one"), ...catching()]);
		expect((await message<CaughtMessage>("caught")).error.code).toBe(code);
	});

	test.each(["tcp", "udp", "serial"])("makes a line over %s", (transport) => {
		const { link } = lineOptionsOf({ transport, host: "h", port: 1, path: "/dev/none", baudRate: 300 }, systemClock);
		expect(link.state).toBe("closed");
	});
});
