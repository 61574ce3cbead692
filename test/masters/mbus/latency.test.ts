import { expect, test } from "vitest";
import { MbusLine } from "../../../lib/masters/mbus/line.ts";
import { parseMeterAddress } from "../../../lib/masters/mbus/meter-address.ts";
import { readMeter } from "../../../lib/masters/mbus/read-meter.ts";
import { scanSecondary } from "../../../lib/masters/mbus/scan-secondary.ts";
import type { Clock } from "../../../lib/model/clock.ts";
import { type Rig, silentMs } from "./rig.ts";
import { modelMs, randomIds, scanModel } from "./scan-model.ts";
import { type BusOptions, TestBus } from "./test-bus.ts";
import { TestSlave } from "./test-slave.ts";

const NETWORK_MS = 300;
const DEAD = parseMeterAddress("9");
const ALIVE = parseMeterAddress("1");

/** A line over a network, nothing said about its latency. */
function network(
	clockOf: (bus: TestBus) => Clock = ({ clock }) => clock,
	busOptions: BusOptions = {},
): Omit<Rig, "add"> {
	const bus = new TestBus(busOptions);
	bus.slaves.push(new TestSlave({ address: 1, length: 60 }));
	const line = new MbusLine({ link: bus.link, clock: clockOf(bus), retries: 0 });
	line.open();
	return { bus, line, run: (promise) => bus.clock.runUntil(promise) };
}

async function deadMs({ bus, line, run }: Omit<Rig, "add">): Promise<number> {
	const start = bus.clock.monotonic();
	await expect(run(readMeter(line, DEAD))).rejects.toMatchObject({ code: "device-silent" });
	return bus.clock.monotonic() - start;
}

test("a dead meter costs the whole default at first and little more than its answer window once the way is known", async () => {
	const on = network();
	expect(await deadMs(on)).toBeCloseTo(silentMs(5, 2400, NETWORK_MS), 3);
	for (let count = 0; count < 8; count += 1) await on.run(readMeter(on.line, ALIVE));
	expect(await deadMs(on)).toBeLessThan(silentMs(5, 2400, 20));
	expect(await deadMs(on)).toBeGreaterThan(silentMs(5, 2400, 5));
});

test("bytes that come too late bring the default back", async () => {
	const on = network();
	for (let count = 0; count < 8; count += 1) await on.run(readMeter(on.line, ALIVE));
	await deadMs(on);
	await on.bus.noise(Uint8Array.of(0xe5));
	expect(await deadMs(on)).toBeCloseTo(silentMs(5, 2400, NETWORK_MS), 3);
});

test("what follows an answer at once is not late", async () => {
	const on = network();
	for (let count = 0; count < 8; count += 1) await on.run(readMeter(on.line, ALIVE));
	await on.bus.noise(Uint8Array.of(0xe5));
	expect(await deadMs(on)).toBeLessThan(silentMs(5, 2400, 20));
});

test("a link that was down is a new one", async () => {
	const on = network();
	for (let count = 0; count < 8; count += 1) await on.run(readMeter(on.line, ALIVE));
	on.bus.link.cut(true);
	on.bus.link.cut(false);
	expect(await deadMs(on)).toBeCloseTo(silentMs(5, 2400, NETWORK_MS), 3);
});

test("an answer that waits in the socket while the process stands still is not silence", async () => {
	let stallMs = 0;
	const on = network(({ clock }) => ({
		now: () => clock.now(),
		state: "synced",
		monotonic: () => clock.monotonic(),
		sleep: (ms, signal) => clock.sleep(ms, signal),
		schedule: (ms, callback) => clock.schedule(ms + stallMs, callback),
	}));
	for (let count = 0; count < 8; count += 1) await on.run(readMeter(on.line, ALIVE));
	stallMs = 400;
	// The process finds the answer behind its late timer.
	on.bus.disturb = (answer) => {
		stallMs = 0;
		on.bus.clock.schedule(700, () => void on.bus.noise(answer));
		return Uint8Array.of();
	};
	expect((await on.run(readMeter(on.line, ALIVE))).telegrams.length).toBe(1);
});

test("a scan over a network costs hardly more than the search itself asks for", async () => {
	const ids = randomIds(10, 2);
	const on = network();
	on.bus.slaves.splice(0, 1, ...ids.map((id) => new TestSlave({ id, length: 92 })));
	const { found, selects } = await on.run(scanSecondary(on.line));
	const model = scanModel(ids, "most");
	expect([found.length, selects]).toEqual([10, model.selects]);
	expect(on.bus.clock.monotonic()).toBeLessThan(1.25 * modelMs(model, 92));
});

test("a converter that holds back whole telegrams is waited for, although its E5s come at once", async () => {
	const on = network(undefined, { chunk: 300 });
	on.bus.slaves.splice(0, 1, new TestSlave({ address: 1, id: "12345678", length: 100 }));
	for (let count = 0; count < 6; count += 1) {
		await on.run(readMeter(on.line, ALIVE));
		await on.run(readMeter(on.line, parseMeterAddress("12345678")));
	}
	// The one silence is that after the deselect at the beginning.
	expect(on.line.statistics()).toMatchObject({ timeouts: 1, wrongAnswers: 0 });
});
