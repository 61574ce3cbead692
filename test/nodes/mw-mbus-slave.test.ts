import { afterEach, describe, expect, test } from "vitest";
import { applyDriver } from "../../lib/drivers/apply-driver.ts";
import { MbusLine } from "../../lib/masters/mbus/line.ts";
import { parseMeterAddress } from "../../lib/masters/mbus/meter-address.ts";
import { readMeter } from "../../lib/masters/mbus/read-meter.ts";
import type { Reading } from "../../lib/model/reading.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { tcpLink } from "../../lib/transports/tcp-link.ts";
import slave from "../../nodes/mw-mbus-slave/mw-mbus-slave.ts";
import { freePort } from "../support/free-port.ts";
import { type CaughtMessage, catching, get, load, message, node, status, useNodeRed } from "./harness.ts";

useNodeRed();

const masters = new Set<MbusLine>();
afterEach(async () => {
	for (const master of masters) await master.close();
	masters.clear();
});

function masterAt(port: number): MbusLine {
	const link = tcpLink({ host: "127.0.0.1", port, clock: systemClock });
	const master = new MbusLine({ link, clock: systemClock, baudRate: 38_400, latencyMs: 100, retries: 1 });
	master.open();
	masters.add(master);
	return master;
}

async function read(master: MbusLine, address: string): Promise<Reading[]> {
	const { telegrams } = await readMeter(master, parseMeterAddress(address));
	return applyDriver(null, telegrams, { time: 0 });
}

function readingOf(device: string, value: number | null, parts: Partial<Reading> = {}): Reading {
	const shared = { datapoint: "energy", quantity: "energy", unit: "kWh", time: 1, quality: "good" } as const;
	return { ...shared, device, value, ...parts };
}

function slaveNode(port: number, properties: object = {}) {
	const settings = { transport: "tcp", host: "127.0.0.1", port: String(port), path: "", firstAddress: "1" };
	return node("slave", "mw-mbus-slave", { ...settings, ...properties });
}

async function receive(sent: object): Promise<void> {
	const taken = status("slave", "status.slaves");
	get("slave").receive(sent);
	await taken;
}

describe("mw-mbus-slave", () => {
	test("readings become a meter that another master reads by both kinds of address", async () => {
		const port = await freePort();
		await load([slave], [slaveNode(port)]);
		const device = "mbus:KAM-12345678-35-04";
		const storage = readingOf(device, 1000.5, { datapoint: "energy@2" });
		await receive({ payload: [readingOf(device, 1234.567), storage] });
		const master = masterAt(port);
		const readings = await read(master, "1");
		expect(readings[0]).toMatchObject({ device, datapoint: "energy", value: 1_234_567, unit: "Wh" });
		expect(readings[1]).toMatchObject({ datapoint: "energy@2", value: 1_000_500 });
		expect(await read(master, "12345678-KAM-35-04")).toEqual(readings);
	});

	test("later values replace earlier ones, new devices join while a master is connected", async () => {
		const port = await freePort();
		await load([slave], [slaveNode(port)]);
		await receive({ payload: [readingOf("modbus:a", 1)] });
		const master = masterAt(port);
		expect((await read(master, "1"))[0]).toMatchObject({ value: 1000 });
		await receive({ payload: [readingOf("modbus:a", 2)] });
		await receive({ payload: [readingOf("modbus:b", 3)], address: 77 });
		expect((await read(master, "1"))[0]).toMatchObject({ value: 2000 });
		expect((await read(master, "77"))[0]).toMatchObject({ value: 3000 });
	});

	test("a bad reading stays without a value, and many readings come in several telegrams", async () => {
		const port = await freePort();
		await load([slave], [slaveNode(port)]);
		const many = Array.from({ length: 80 }, (_, index) =>
			readingOf("x:1", index, { datapoint: `energy@${index + 1}` }),
		);
		await receive({ payload: [readingOf("x:1", null, { quality: "bad", reason: "device-silent" }), ...many] });
		const readings = await read(masterAt(port), "1");
		expect(readings[0]).toMatchObject({ value: null, quality: "bad" });
		expect(readings.slice(1, 81).map(({ value }) => value)).toEqual(many.map(({ value }) => Number(value) * 1000));
	});

	test.each([
		[{ payload: "no readings" }, "input"],
		[{ payload: [readingOf("x:1", 1)], address: 251 }, "address-range"],
		[{ payload: [readingOf("x:1", 1)], address: "5" }, "input"],
	])("%o fails with %s", async (sent, code) => {
		await load([slave], [slaveNode(await freePort()), ...catching()]);
		const caught = message<CaughtMessage>("caught");
		get("slave").receive(sent);
		expect((await caught).error.code).toBe(code);
	});

	test("a port that is taken is an error with a code", async () => {
		const port = await freePort();
		const second = { ...slaveNode(port), id: "second" };
		await load([slave], [slaveNode(port), second, ...catching()]);
		expect((await message<CaughtMessage>("caught")).error.code).toBe("port-in-use");
	});
});
