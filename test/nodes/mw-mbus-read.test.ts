import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import helper from "node-red-node-test-helper";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { openSite } from "../../lib/site/open-site.ts";
import read from "../../nodes/mw-mbus-read/mw-mbus-read.ts";
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

const nodeRed = useNodeRed();
const simulated = useLine(3);

interface ReadMessage {
	readonly payload: readonly Reading[];
	readonly topic: string;
	readonly telegram: string;
	readonly device: { readonly id: string; readonly serial: string; readonly address: string };
	readonly round: {
		readonly done: number;
		readonly total: number;
		readonly late: number;
		readonly missed: number;
		readonly slot?: number;
		readonly schedule?: string;
	};
	readonly colour?: string;
}

function reading(properties: object = {}): FlowNode[] {
	return [
		siteNode(),
		lineNode(simulated.port()),
		node("read", "mw-mbus-read", {
			line: "line",
			address: "",
			addressType: "site",
			driver: "auto",
			interval: "",
			badReadings: false,
			wires: [["out"]],
			...properties,
		}),
		sink("out"),
		...catching(),
	];
}

describe("mw-mbus-read", () => {
	test("reads the meter that a message names and keeps the rest of the message", async () => {
		await load([read], reading());
		const answer = message("out");
		get("read").receive({ address: 2, colour: "green" });
		const { payload, topic, telegram, device, colour } = (await answer) as unknown as ReadMessage;
		expect(topic).toMatch(/^mbus:[A-Z]{3}-\d{8}-/);
		expect(device).toMatchObject({ id: topic, address: "2", serial: simulated.meters[1]?.identity.id });
		expect(payload[0]).toMatchObject({ device: topic, datapoint: "energy", quality: "good" });
		expect(telegram).toMatch(/^68.*16$/);
		expect(colour).toBe("green");
	});

	test("reads a list and says how far it is", async () => {
		await load([read], reading({ address: "1, 2 3", addressType: "str" }));
		const answers = messages("out", 3);
		const shown = status("read", "status.reading");
		get("read").receive({});
		const rounds = ((await answers) as unknown as ReadMessage[]).map(({ round }) => round.done);
		expect(rounds).toEqual([1, 2, 3]);
		expect((await shown).fill).toBe("blue");
	});

	test("a silent meter is an error with a code, and the others are read all the same", async () => {
		await load([read], reading({ address: "1, 99, 2", addressType: "str", badReadings: true }));
		const answers = messages("out", 3);
		const caught = message<CaughtMessage>("caught");
		get("read").receive({});
		expect(await caught).toMatchObject({ topic: "99", error: { code: "device-silent", source: { id: "read" } } });
		const [, bad, last] = (await answers) as unknown as ReadMessage[];
		expect(bad?.payload).toEqual([expect.objectContaining({ quality: "bad", value: null, reason: "device-silent" })]);
		expect(last?.round).toMatchObject({ done: 3, ok: 2, failed: 1 });
	});

	test("cancels what it reads", async () => {
		await load([read], reading({ address: "91,92,93,94,95,96,97,98,99", addressType: "str" }));
		const first = message<CaughtMessage>("caught");
		get("read").receive({});
		await first;
		const cancelled = new Promise<CaughtMessage>((resolve) => {
			get("caught").on("input", (caught: CaughtMessage) => {
				if (caught.error.code === "cancelled") resolve(caught);
			});
		});
		get("read").receive({ cancel: true });
		expect((await cancelled).error.code).toBe("cancelled");
	});

	test("refuses a second round while one runs", async () => {
		await load([read], reading());
		const caught = message<CaughtMessage>("caught");
		get("read").receive({});
		get("read").receive({});
		expect((await caught).error.code).toBe("bus-busy");
	});

	test.each([
		[{ line: "" }, "config"],
		[{ driver: "no-such-driver", address: "1", addressType: "str" }, "driver-unknown"],
		[{ address: "12X", addressType: "str" }, "input"],
	])("%o fails with %s", async (properties, code) => {
		await load([read], reading(properties));
		const caught = message<CaughtMessage>("caught");
		get("read").receive({});
		expect((await caught).error.code).toBe(code);
	});

	test("reads by its own schedule", async () => {
		await load([read], reading({ address: "1", addressType: "str", interval: "3600" }));
		expect(await message("out")).toMatchObject({ topic: expect.stringMatching(/^mbus:/) });
	});

	test.each(["PT1S", "* * * * * *"])("reads by the schedule %s, on the boundaries of the clock", async (schedule) => {
		await load([read], reading({ address: "1, 2", addressType: "str", schedule, interval: "3600" }));
		const answers = (await messages("out", 4)) as unknown as ReadMessage[];
		for (const { round } of answers) expect(round).toMatchObject({ total: 2, schedule });
		const [first, , third] = answers;
		expect((first?.round.slot ?? 1) % 1000).toBe(0);
		expect(third?.round.slot).toBe((first?.round.slot ?? 0) + 1000);
		expect(answers[0]?.topic).not.toBe(answers[1]?.topic);
	});

	test("spreads the meters behind their time", async () => {
		await load([read], reading({ address: "1, 2", addressType: "str", schedule: "PT1S", jitter: "1" }));
		const answers = (await messages("out", 4)) as unknown as ReadMessage[];
		expect(answers[2]?.topic).toBe(answers[0]?.topic);
	});

	test("reads the devices of the site at their own times, the others at the node's", async () => {
		const [, ...rest] = reading({ schedule: "P1Y" });
		const site = await openSite({ directory: join(nodeRed.directory(), "own-times") });
		await site.devices.add({ id: "quick", bus: "line", address: "1", schedule: "PT1S" });
		await site.devices.add({ id: "yearly", bus: "line", address: "2" });
		await site.close();
		await load([read], [siteNode("own-times"), ...rest]);
		const answers = (await messages("out", 2)) as unknown as ReadMessage[];
		for (const { device, round } of answers) {
			expect(device.address).toBe("1");
			expect(round).toMatchObject({ total: 1, schedule: "PT1S" });
		}
	});

	test("tells once an outage that times are lost", async () => {
		const silent = Array.from({ length: 12 }, (_, index) => index + 100).join(",");
		await load([read], reading({ address: `1,${silent},2`, addressType: "str", schedule: "PT1S" }));
		const lost: CaughtMessage[] = [];
		get("caught").on("input", (caught: CaughtMessage) => {
			if (caught.error.code === "slot-missed") lost.push(caught);
		});
		const answers = (await messages("out", 4)) as unknown as ReadMessage[];
		expect(answers[3]?.round.missed).toBeGreaterThan(0);
		expect(lost).toHaveLength(1);
	});

	test.each([
		[{ schedule: "sometimes" }, "schedule"],
		[{ schedule: "PT15M", jitter: "-1" }, "config"],
	])("%o fails with %s", async (properties, code) => {
		await load([read], reading(properties));
		expect((await message<CaughtMessage>("caught")).error.code).toBe(code);
	});

	test("refuses an interval into which a round cannot fit, once, and names both times", async () => {
		const addresses = Array.from({ length: 250 }, (_, index) => index + 1).join(",");
		await load([read], reading({ address: addresses, addressType: "str", interval: "1" }));
		const shown = status("read", "interval-too-short");
		const { error } = await message<CaughtMessage>("caught");
		expect(error).toMatchObject({
			code: "interval-too-short",
			message: expect.stringMatching(/interval: 1, .*meters: 250/),
		});
		expect((await shown).fill).toBe("red");
	});

	test("counts the rounds that a long one kept from beginning", async () => {
		const silent = Array.from({ length: 12 }, (_, index) => index + 100).join(",");
		await load([read], reading({ address: `1,${silent},2`, addressType: "str", interval: "1" }));
		const shown = status("read", "status.read-late");
		const [, last] = (await messages("out", 2)) as unknown as ReadMessage[];
		expect(last?.round.late).toBeGreaterThan(0);
		expect((await shown).fill).toBe("yellow");
	});

	test("tells an outage once to who reads on schedule, and shows when the line is tried again", async () => {
		const properties = { address: "1,2", addressType: "str", interval: "1", badReadings: true };
		const [site, , ...rest] = reading(properties);
		await load([read], [site ?? siteNode(), lineNode(await freePort()), ...rest]);
		const codes: string[] = [];
		get("caught").on("input", ({ error }: CaughtMessage) => {
			if (error.source.id === "read") codes.push(error.code);
		});
		const shown = status("read", "status.failure.link-refused");
		const rounds = await messages("out", 4);
		expect(rounds).toHaveLength(4);
		expect(codes).toEqual(["link-down"]);
		expect(await shown).toMatchObject({ fill: "red", text: expect.stringMatching(/\(\d+ s\)$/) });
	});

	test("takes the site's own drivers before the shipped ones, and tells which file is none", async () => {
		const [meter] = simulated.meters;
		const { manufacturer = "", version = 0, medium = 0 } = meter?.identity ?? {};
		const hex = (number: number) => number.toString(16).padStart(2, "0");
		const directory = join(nodeRed.directory(), "own-drivers", "drivers");
		await mkdir(directory, { recursive: true });
		await writeFile(join(directory, "broken.xml"), "<driver");
		await writeFile(
			join(directory, "own.xml"),
			`<driver name="own" protocol="mbus"><detect manufacturer="${manufacturer}" version="${hex(version)}" medium="${hex(medium)}"/>
			<datapoint name="my-energy" quantity="energy" unit="kWh"><match vif="energy" storage="0"/></datapoint></driver>`,
		);
		const [, ...rest] = reading();
		await load([read], [siteNode("own-drivers"), ...rest]);
		const caught = message<CaughtMessage>("caught");
		const answer = message("out");
		get("read").receive({ address: 1 });
		expect((await caught).error).toMatchObject({
			code: "driver-syntax",
			message: expect.stringContaining(join(directory, "broken.xml")),
		});
		const { payload } = (await answer) as unknown as ReadMessage;
		expect(payload[0]).toMatchObject({ datapoint: "my-energy", quality: "good" });
	});

	test("closes in the middle of a read", async () => {
		await load([read], reading({ address: "97,98,99", addressType: "str" }));
		const caught = message("caught");
		get("read").receive({});
		await caught;
		const before = performance.now();
		await helper.unload();
		expect(performance.now() - before).toBeLessThan(2000);
	});
});
