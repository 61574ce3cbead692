import { expect, test } from "vitest";
import { MbusLine } from "../../../lib/masters/mbus/line.ts";
import { parseMeterAddress } from "../../../lib/masters/mbus/meter-address.ts";
import { readMeter } from "../../../lib/masters/mbus/read-meter.ts";
import { SharedGate } from "../../../lib/masters/mbus/share.ts";
import { encodeFrame } from "../../../lib/protocols/mbus/frame.ts";
import { reqUd2 } from "../../../lib/protocols/mbus/requests.ts";
import { memoryLinkPair } from "../../../lib/transports/memory-link.ts";
import { silentMs } from "./rig.ts";
import { LATENCY_MS, REQ, select, shared, text } from "./share-rig.ts";
import { TestBus } from "./test-bus.ts";
import { TestSlave } from "./test-slave.ts";

test("the bus is kept between SELECT and request, and free soon after the answer", async () => {
	const on = shared();
	on.add({ id: "11111111" });
	on.add({ id: "22222222", address: 2 });
	const { heard, link } = on.port();
	await link.write(select("11111111"));
	await on.bus.clock.advance(110);
	expect(text(heard)).toBe("E5");
	const own = readMeter(on.line, parseMeterAddress("2"));
	await on.bus.clock.advance(100);
	await link.write(REQ);
	const { durationMs } = await on.run(own);
	expect(on.gate.statistics()).toMatchObject({ sessions: 1, restored: 0 });
	const answered = 210 + on.bus.bits(55 + 33 + 27 * 11);
	expect(on.bus.clock.monotonic()).toBeCloseTo(answered + on.bus.bits(33) + durationMs, 0);
});

test("silence ends a foreign turn after one timeout", async () => {
	const on = shared();
	on.add({ address: 2 });
	const { link } = on.port();
	await link.write(encodeFrame(reqUd2(9, true)));
	await on.bus.clock.advance(1);
	const { durationMs } = await on.run(readMeter(on.line, parseMeterAddress("2")));
	expect(on.bus.clock.monotonic()).toBeCloseTo(silentMs(5, 2400, LATENCY_MS) + durationMs, 0);
});

test("a foreign master that never stops gives up the bus when others wait", async () => {
	const on = shared({ maxHoldMs: 2000 });
	on.add({ address: 2 });
	const { link } = on.port();
	let stop: () => void = () => undefined;
	const babble = () => {
		link.write(Uint8Array.of(0x11, 0x22)).catch(() => undefined);
		stop = on.bus.clock.schedule(50, babble);
	};
	babble();
	await on.bus.clock.advance(100);
	await on.run(readMeter(on.line, parseMeterAddress("2")));
	stop();
	expect(on.bus.clock.monotonic()).toBeLessThan(5000);
});

test("a stall of the process neither ends a foreign turn nor mixes its answer with another", async () => {
	let stallMs = 0;
	const bus = new TestBus({ chunk: 8 });
	bus.slaves.push(new TestSlave({ address: 2, id: "22222222" }), new TestSlave({ address: 3, id: "33333333" }));
	const { clock } = bus;
	const line = new MbusLine({
		link: bus.link,
		clock: {
			now: () => clock.now(),
			state: "synced",
			monotonic: () => clock.monotonic(),
			sleep: (ms, signal) => clock.sleep(ms, signal),
			schedule: (ms, callback) => clock.schedule(ms + stallMs, callback),
		},
		latencyMs: LATENCY_MS,
	});
	line.open();
	const [near, link] = memoryLinkPair("shared");
	const heard: Uint8Array[] = [];
	link.listen({ bytes: (bytes) => heard.push(Uint8Array.from(bytes)) });
	near.open();
	link.open();
	new SharedGate(line).attach(near);
	stallMs = 500;
	bus.disturb = (answer) => {
		stallMs = 0;
		bus.disturb = (later) => later;
		clock.schedule(760, () => void bus.noise(answer));
		return Uint8Array.of();
	};
	await link.write(encodeFrame(reqUd2(2, true)));
	await clock.advance(50);
	const { telegrams } = await clock.runUntil(readMeter(line, parseMeterAddress("3")));
	expect(telegrams[0]?.header?.id).toBe("33333333");
	expect(text(heard)).toContain("22222222");
});
