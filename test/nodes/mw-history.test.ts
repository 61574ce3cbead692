import type { NodeMessage } from "node-red";
import { describe, expect, test } from "vitest";
import { Failure } from "../../lib/model/failure.ts";
import type { Reading } from "../../lib/model/reading.ts";
import history from "../../nodes/mw-history/mw-history.ts";
import type { SiteNode } from "../../nodes/mw-site/mw-site.ts";
import {
	type CaughtMessage,
	catching,
	type FlowNode,
	get,
	load,
	message,
	node,
	sink,
	siteNode,
	useNodeRed,
} from "./harness.ts";

useNodeRed();

const HOUR = 3_600_000;
const QUARTER = 900_000;
/** Local midnight in Berlin of the day of the change to winter time 2025, which has 25 hours. */
const AUTUMN = Date.UTC(2025, 9, 25, 22);

function readingAt(time: number, properties: Partial<Reading> = {}): Reading {
	const energy = { device: "mbus:1", datapoint: "energy", quantity: "energy", unit: "kWh", value: 1 } as const;
	return { ...energy, time, quality: "good", ...properties };
}

/** A counter that counts 2 a quarter hour, and a temperature that rises by 1. */
function readingsFrom(start: number, quarters: number): Reading[] {
	return Array.from({ length: quarters }, (_, index) => {
		const time = start + index * QUARTER;
		const temperature = { datapoint: "temperature", quantity: "temperature", unit: "°C", value: index } as const;
		return [readingAt(time, { value: 1000 + 2 * index }), readingAt(time, temperature)];
	}).flat();
}

const FORM = { devices: "", datapoints: "", period: "msg", count: "", step: "PT15M", aggregate: "auto" };

async function asking(directory: string, readings: readonly Reading[], properties: object = {}): Promise<void> {
	const flow: FlowNode[] = [
		siteNode(directory),
		node("history", "mw-history", { site: "site", ...FORM, format: "readings", wires: [["out"]], ...properties }),
		sink("out"),
		...catching(),
	];
	await load([history], flow);
	const log = await (get("site") as unknown as SiteNode).openLog();
	await log.append(readings, { now: true });
}

interface Answered extends NodeMessage {
	readonly payload: Record<string, unknown>[];
}

async function asked(sent: object): Promise<Answered> {
	const answer = message<Answered>("out");
	get("history").receive(sent as NodeMessage);
	return await answer;
}

function untilComplete(): Promise<Answered[]> {
	return new Promise((resolve) => {
		const received: Answered[] = [];
		get("out").on("input", (page: Answered) => {
			received.push(page);
			if (page["complete"] === true) resolve(received);
		});
	});
}

async function failing(sent: object): Promise<string> {
	const caught = message<CaughtMessage>("caught");
	get("history").receive(sent as NodeMessage);
	return (await caught).error.code;
}

describe("mw-history", () => {
	test("gives consumption of counters and mean of others, 100 quarter hours on the autumn day", async () => {
		await asking("autumn", readingsFrom(AUTUMN - HOUR, 27 * 4));
		const { payload, from } = await asked({ from: AUTUMN, to: AUTUMN + 25 * HOUR, colour: "blue" });
		const energies = payload.filter(({ datapoint }) => datapoint === "energy");
		expect(energies).toHaveLength(100);
		expect(energies.every(({ value, unit }) => value === 2 && unit === "kWh")).toBe(true);
		expect(payload.find(({ datapoint }) => datapoint === "temperature")).toMatchObject({
			value: 4,
			count: 1,
			time: AUTUMN,
		});
		expect(from).toBe(AUTUMN);
		const day = await asked({ from: AUTUMN, to: AUTUMN + 25 * HOUR, query: { step: "P1D", datapoints: "ener*" } });
		expect(day.payload).toMatchObject([{ value: 200, time: AUTUMN, quality: "good" }]);
	});

	test("counts right over a roll-over and an exchange of the meter", async () => {
		const start = Date.UTC(2025, 5, 2);
		const modulus = "100000000";
		const values = [99_999_990, 99_999_996, 2, 8];
		await asking(
			"rollover",
			values.map((value, index) => readingAt(start + index * QUARTER, { value, modulus })),
		);
		const log = await (get("site") as unknown as SiteNode).openLog();
		const exchange = {
			device: "mbus:1",
			datapoint: "energy",
			time: start + 3 * QUARTER + 60_000,
			end: "9",
			start: "5",
			by: "Eva",
		};
		await log.exchange(exchange);
		await log.append([readingAt(start + 4 * QUARTER, { value: 7, modulus })], { now: true });
		const { payload } = await asked({ from: start, to: start + HOUR, query: { step: "PT1H" } });
		expect(payload).toMatchObject([{ value: 6 + 6 + 6 + 1 + 2 }]);
	});

	test.each([
		["chart", [{ series: "mbus:1 energy (kWh)", x: AUTUMN, y: 1000 }], "replace"],
		[
			"table",
			[{ time: "2025-10-26T00:00:00+02:00", "mbus:1 energy (kWh)": 1000, "mbus:1 temperature (°C)": 0 }],
			undefined,
		],
		[
			"columns",
			[{ device: "mbus:1", datapoint: "energy", t: [AUTUMN], v: [1000], q: ["good"], kind: "counter" }],
			undefined,
		],
	])("answers as %s", async (format, first, action) => {
		await asking(`as-${format}`, readingsFrom(AUTUMN, 1), { step: "raw", format });
		const answer = await asked({ from: AUTUMN, to: AUTUMN + HOUR });
		expect(answer.payload.slice(0, 1)).toMatchObject(first);
		expect(answer["action"]).toBe(action);
	});

	test("thins raw readings, and keeps the highest", async () => {
		await asking("thinned", readingsFrom(AUTUMN, 200), { step: "raw", maxPoints: "20", datapoints: "temperature" });
		const { payload } = await asked({ from: "2025-10-01", to: new Date(AUTUMN + 100 * HOUR) });
		expect(payload.length).toBeLessThanOrEqual(20);
		expect(Math.max(...payload.map(({ value }) => Number(value)))).toBe(199);
	});

	test("sends raw readings page by page, as one sequence", async () => {
		await asking("pages", readingsFrom(AUTUMN, 3000), { step: "raw", stream: true, datapoints: "energy" });
		const pages = untilComplete();
		get("history").receive({ from: AUTUMN, to: AUTUMN + 3000 * QUARTER } as unknown as NodeMessage);
		const received = await pages;
		expect(received.length).toBeGreaterThan(1);
		expect(received.map(({ parts }) => (parts as { index: number }).index)).toEqual([...received.keys()]);
		expect(received.at(-1)).toMatchObject({ complete: true, parts: { count: received.length } });
		const values = received.flatMap(({ payload }) => payload.map(({ value }) => value));
		expect(values).toEqual(Array.from({ length: 3000 }, (_, index) => 1000 + 2 * index));
	});

	test("names devices as the site does, and selects them by that name", async () => {
		await asking("named", [...readingsFrom(AUTUMN, 1), readingAt(AUTUMN, { device: "mbus:2" })], { step: "raw" });
		const site = await (get("site") as unknown as SiteNode).openSite();
		await site.devices.add({ id: "mbus:2", bus: "line", address: "2", name: "Boiler room" });
		const query = { devices: "boiler*", format: "chart" };
		const { payload } = await asked({ from: AUTUMN, to: AUTUMN + HOUR, query });
		expect(payload).toMatchObject([{ series: "Boiler room energy (kWh)" }]);
	});

	test("a period without readings has an empty answer", async () => {
		await asking("empty", readingsFrom(AUTUMN, 1), { period: "last-year" });
		expect((await asked({ query: { period: "hours", count: 1 } })).payload).toEqual([]);
	});

	test("is taken back by a message", async () => {
		await asking("cancelled", readingsFrom(AUTUMN, 10), { step: "raw" });
		const caught = message<CaughtMessage>("caught");
		get("history").receive({ from: AUTUMN, to: AUTUMN + HOUR } as unknown as NodeMessage);
		get("history").receive({ cancel: true } as unknown as NodeMessage);
		expect((await caught).error.code).toBe(new Failure("cancelled").code);
	});

	test.each([
		[{}, {}, "input"],
		[{ from: 5, to: 1 }, {}, "input"],
		[{ from: "yesterday" }, {}, "input"],
		[{ from: 1, query: { step: "PT7X" } }, {}, "schedule"],
		[{ from: 1, query: { aggregate: "median" } }, {}, "config"],
		[{ from: 1 }, { site: "" }, "site-missing"],
	])("%o with %o fails with %s", async (sent, properties, code) => {
		await asking("failing", [], properties);
		expect(await failing(sent)).toBe(code);
	});
});
