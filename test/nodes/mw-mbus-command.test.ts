import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../lib/model/system-clock.ts";
import { simpleMeters } from "../../lib/simulation/simple-meters.ts";
import { startTcpLine, type TcpLine } from "../../lib/simulation/tcp-line.ts";
import command from "../../nodes/mw-mbus-command/mw-mbus-command.ts";
import {
	type CaughtMessage,
	catching,
	type FlowNode,
	get,
	lineNode,
	load,
	message,
	node,
	sink,
	siteNode,
	useNodeRed,
} from "./harness.ts";

useNodeRed();
const ids = ["00000011", "00000012", "00000013"];
let simulated: TcpLine;
beforeAll(async () => {
	simulated = await startTcpLine({
		meters: simpleMeters({ count: 3, ids, baudRate: 38_400 }),
		clock: systemClock,
		port: 0,
		paced: false,
		baudRate: 38_400,
	});
});
afterAll(async () => {
	await simulated.close();
});

function commanding(properties: object = {}): FlowNode[] {
	const settings = { command: "raw", address: "address", addressType: "msg", value: "payload", valueType: "msg" };
	return [
		siteNode(),
		lineNode(simulated.port, { retries: "1" }),
		node("command", "mw-mbus-command", { line: "line", ...settings, wires: [["out"]], ...properties }),
		sink("out"),
		...catching(),
	];
}

async function done(properties: object, sent: object): Promise<unknown> {
	await load([command], commanding(properties));
	const answer = Promise.race([message("out"), message<CaughtMessage>("caught")]);
	get("command").receive(sent);
	const { payload, error } = await answer;
	expect(error).toBeUndefined();
	return payload;
}

describe("mw-mbus-command", () => {
	test("a raw request comes back explained byte by byte", async () => {
		const payload = await done({}, { payload: "10 7B 01 7C 16" });
		expect(payload).toMatchObject({ command: "raw", answers: [{ status: "ok", header: { id: expect.any(String) } }] });
		const { answers } = payload as { answers: { hex: string; parts: { hex: string }[] }[] };
		expect(answers[0]?.parts.map(({ hex }) => hex).join("")).toBe(answers[0]?.hex);
	});

	test("sets an address, which is then taken for the next meter", async () => {
		expect(await done({ command: "set-address" }, { address: ids[0], payload: 40 })).toEqual({
			command: "set-address",
			address: ids[0],
			oldAddress: 1,
			newAddress: 40,
		});
		const caught = message<CaughtMessage>("caught");
		get("command").receive({ address: ids[1], payload: 40 });
		expect((await caught).error.code).toBe("address-taken");
	});

	test("assigns free addresses to the meters of a list", async () => {
		const payload = await done(
			{ command: "assign-addresses" },
			{ payload: { found: [{ address: ids[1], primary: null }] } },
		);
		expect(payload).toMatchObject({ assigned: [{ address: ids[1], outcome: "assigned", code: null }] });
	});

	test("resets the application with a sub code from the form", async () => {
		const properties = { command: "reset", address: ids[2], addressType: "str", value: "50", valueType: "str" };
		expect(await done(properties, {})).toEqual({ command: "reset", address: ids[2], subCode: 0x50 });
	});

	test("a baud rate at which the meter does not answer is a failure", async () => {
		await load([command], commanding({ command: "baud-rate" }));
		const caught = message<CaughtMessage>("caught");
		get("command").receive({ address: ids[2], payload: 9600 });
		expect((await caught).error.code).toBe("baud-rate");
	});

	test.each([
		[{}, { payload: "XY" }, "hex"],
		[{}, { payload: {} }, "input"],
		[{}, { payload: "10", command: "explode" }, "input"],
		[{ command: "set-address" }, { payload: 5 }, "input"],
		[{ command: "set-address" }, { address: 3, payload: 251 }, "address-range"],
		[{ command: "set-address" }, { address: 3, payload: "five" }, "input"],
		[{ line: "" }, { payload: "E5" }, "config"],
	])("%o with %o fails with %s", async (properties, sent, code) => {
		await load([command], commanding(properties));
		const caught = message<CaughtMessage>("caught");
		get("command").receive(sent);
		expect((await caught).error.code).toBe(code);
	});
});
