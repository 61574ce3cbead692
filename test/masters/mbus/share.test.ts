import { expect, test } from "vitest";
import { MbusLine } from "../../../lib/masters/mbus/line.ts";
import { type MeterAddress, meterAddressText, parseMeterAddress } from "../../../lib/masters/mbus/meter-address.ts";
import { readMeter } from "../../../lib/masters/mbus/read-meter.ts";
import { type GateOptions, SharedGate } from "../../../lib/masters/mbus/share.ts";
import { toHex } from "../../../lib/model/hex.ts";
import { encodeFrame } from "../../../lib/protocols/mbus/frame.ts";
import { reqUd2, selectSlave, sndNke } from "../../../lib/protocols/mbus/requests.ts";
import { parseSecondaryAddress } from "../../../lib/protocols/mbus/secondary-address.ts";
import { type MemoryLink, memoryLinkPair } from "../../../lib/transports/memory-link.ts";
import { type Rig, rig, silentMs } from "./rig.ts";

const PATIENCE_MS = 5000;
const LATENCY_MS = 40;
const REQ = encodeFrame(reqUd2(0xfd, true));
const NEXT = encodeFrame(reqUd2(0xfd, false));
const select = (id: string) => encodeFrame(selectSlave(parseSecondaryAddress(id)));
const COUNTER = (value: number) => Uint8Array.of(0x04, 0x13, value, 0, 0, 0);

interface Shared extends Rig {
	readonly gate: SharedGate;
	/** A foreign master that knows the protocol. */
	master(): MbusLine;
	/** A foreign master by hand: what it hears, and its end of the wire. */
	port(): { readonly heard: Uint8Array[]; readonly link: MemoryLink; readonly near: MemoryLink };
}

function shared(options: GateOptions = {}, chunk = 8): Shared {
	const on = rig({ latencyMs: LATENCY_MS }, { chunk });
	const gate = new SharedGate(on.line, options);
	const plug = () => {
		const [near, far] = memoryLinkPair("shared");
		near.open();
		gate.attach(near);
		return [near, far] as const;
	};
	return {
		...on,
		gate,
		master: () => {
			const [, link] = plug();
			const line = new MbusLine({ link, clock: on.bus.clock, latencyMs: PATIENCE_MS, retries: 0 });
			line.open();
			return line;
		},
		port: () => {
			const [near, link] = plug();
			const heard: Uint8Array[] = [];
			link.listen({ bytes: (bytes) => heard.push(Uint8Array.from(bytes)) });
			link.open();
			return { heard, link, near };
		},
	};
}

function text(chunks: readonly Uint8Array[]): string {
	return chunks.map(toHex).join("");
}

async function readAgain(line: MbusLine, addresses: readonly MeterAddress[], times: number): Promise<number> {
	let good = 0;
	for (let time = 0; time < times; time += 1) {
		const address = addresses[time % addresses.length];
		if (address === undefined) break;
		const { telegrams } = await readMeter(line, address, { priority: "schedule" });
		const id = telegrams[0]?.header?.id;
		const text = meterAddressText(address);
		if (telegrams.length === 1 && (text === id || `0000000${text}` === id)) good += 1;
	}
	return good;
}

test("bytes pass unchanged in both directions, however they are cut", async () => {
	const on = shared({}, 1);
	on.add({ id: "12345678", address: 3 });
	const { heard, link } = on.port();
	const bytes = select("12345678");
	await link.write(bytes.slice(0, 7));
	await on.bus.clock.advance(30);
	await link.write(bytes.slice(7));
	await on.bus.clock.advance(300);
	expect(text(heard)).toBe("E5");
	await link.write(REQ);
	await on.bus.clock.advance(500);
	expect(text(heard)).toMatch(/^E568.*7856341.*16$/);
	expect(text(on.bus.written)).toBe(text([bytes, REQ]));
	await link.write(Uint8Array.of(1, 2, 3));
	await on.bus.clock.advance(1000);
	expect(text(on.bus.written)).toBe(text([bytes, REQ, Uint8Array.of(1, 2, 3)]));
});

test("10 000 foreign transactions while the gateway reads: none wrong or mixed, both go on", async () => {
	const on = shared();
	for (let digit = 1; digit <= 6; digit += 1) on.add({ address: digit, id: `0000000${digit}`, length: 40 });
	const addresses = ["1", "00000002", "3", "00000004"].map(parseMeterAddress);
	const others = ["00000005", "2", "00000006", "1", "00000004"].map(parseMeterAddress);
	const foreign = on.master();
	const stop = { now: false };
	let own = 0;
	const gateway = (async () => {
		while (!stop.now) own += await readAgain(on.line, addresses, 4);
	})();
	const good = await on.run(readAgain(foreign, others, 10_000));
	stop.now = true;
	await on.run(gateway);
	expect(good).toBe(10_000);
	expect(own).toBeGreaterThan(9_000);
	const clean = { wrongAnswers: 0, collisions: 0, checksums: 0, noises: 0 };
	// Its one silence is the deselect at the beginning, when nobody is selected.
	expect(foreign.statistics()).toMatchObject({ ...clean, timeouts: 1 });
	expect(on.line.statistics()).toMatchObject({ ...clean, timeouts: 0 });
}, 60_000);

test("several foreign masters are served one after the other", async () => {
	const on = shared();
	for (let digit = 1; digit <= 4; digit += 1) on.add({ address: digit, id: `0000000${digit}`, length: 40 });
	const lists = [
		["00000001", "2"],
		["00000003", "00000002"],
		["4", "00000001"],
	].map((list) => list.map(parseMeterAddress));
	const all = await on.run(Promise.all(lists.map((list) => readAgain(on.master(), list, 60))));
	expect(all).toEqual([60, 60, 60]);
});

test("a foreign master that is slow after its SELECT still reads the meter it selected", async () => {
	const on = shared();
	on.add({ id: "11111111" });
	on.add({ id: "22222222" });
	const { heard, link } = on.port();
	await link.write(select("11111111"));
	await on.bus.clock.advance(5000);
	await on.run(readMeter(on.line, parseMeterAddress("22222222")));
	await link.write(REQ);
	await on.bus.clock.advance(1000);
	expect(text(heard)).toContain("11111111");
	expect(text(heard)).not.toContain("22222222");
	expect(on.gate.statistics()).toMatchObject({ restored: 1, sessions: 2, masters: 1, dropped: 0 });
});

test("a slow foreign master gets the second telegram of the right meter", async () => {
	const on = shared();
	on.add({ id: "11111111", records: [COUNTER(1), COUNTER(2), COUNTER(3)] });
	on.add({ id: "22222222" });
	const { heard, link } = on.port();
	const requests = [select("11111111"), REQ, NEXT, REQ];
	for (const request of requests) {
		await link.write(request);
		await on.bus.clock.advance(5000);
		await on.run(readMeter(on.line, parseMeterAddress("22222222")));
	}
	const counters = Array.from(text(heard).matchAll(/0413(0\d)0000001?F?/g), ([, counter]) => Number(counter));
	expect(counters).toEqual([1, 2, 3]);
});

test("who never selected anything hears nobody, not the meter that the gateway selected", async () => {
	const on = shared();
	on.add({ id: "22222222" });
	await on.run(readMeter(on.line, parseMeterAddress("22222222")));
	const { heard, link } = on.port();
	await link.write(REQ);
	await on.bus.clock.advance(2000);
	expect(heard).toEqual([]);
	expect((await on.run(readMeter(on.line, parseMeterAddress("22222222")))).telegrams.length).toBe(1);
});

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

test("a request that its master gave up for a newer one is not sent late", async () => {
	const on = shared();
	on.add({ address: 2, length: 250 });
	on.add({ address: 3, id: "33333333" });
	on.add({ address: 4, id: "44444444" });
	const own = readMeter(on.line, parseMeterAddress("2"));
	await on.bus.clock.advance(10);
	const { heard, link } = on.port();
	await link.write(encodeFrame(reqUd2(3, true)));
	await on.bus.clock.advance(500);
	await link.write(encodeFrame(reqUd2(4, true)));
	await on.run(own);
	await on.bus.clock.advance(2000);
	expect(text(heard)).toContain("44444444");
	expect(text(heard)).not.toContain("33333333");
	expect(on.gate.statistics().dropped).toBe(5);
});

test("what waits is bounded", async () => {
	const on = shared();
	on.add({ address: 2, length: 250 });
	const own = readMeter(on.line, parseMeterAddress("2"));
	const { link } = on.port();
	for (let count = 0; count < 100; count += 1) await link.write(new Uint8Array(100).fill(0x55));
	expect(on.gate.statistics().dropped).toBe(6000);
	await on.run(own);
});

test("answers to foreign masters are free readings", async () => {
	const raws: Uint8Array[] = [];
	const on = shared({ onForeignTelegram: (raw) => raws.push(raw) });
	on.add({ id: "11111111" });
	await on.run(readMeter(on.master(), parseMeterAddress("11111111")));
	expect(raws.map(toHex)).toEqual([expect.stringContaining("11111111")]);
});

test("after a foreign turn nothing is assumed of SELECT and FCB", async () => {
	const on = shared();
	on.add({ id: "11111111", address: 1 });
	await on.run(readMeter(on.line, parseMeterAddress("11111111")));
	await on.run(readMeter(on.line, parseMeterAddress("1")));
	const { link } = on.port();
	await link.write(encodeFrame(sndNke(9)));
	await on.bus.clock.advance(1000);
	const before = on.bus.requests.length;
	await on.run(readMeter(on.line, parseMeterAddress("11111111")));
	await on.run(readMeter(on.line, parseMeterAddress("1")));
	const controls = on.bus.requests.slice(before).map((frame) => (frame.kind === "ack" ? 0 : frame.control));
	expect(controls).toEqual([0x53, 0x7b, 0x40, 0x7b]);
});

test("a bus that goes down and masters that go away leave nothing behind", async () => {
	const on = shared();
	on.add({ address: 2 });
	const { link, near } = on.port();
	const ask = () => link.write(encodeFrame(reqUd2(2, true)));
	await ask();
	await on.bus.clock.advance(20);
	on.bus.link.cut(true);
	await ask();
	await on.bus.clock.advance(20);
	expect(on.gate.statistics().failed).toBeGreaterThan(0);
	on.bus.link.cut(false);
	await on.bus.clock.advance(1000);
	await ask();
	await near.close();
	await on.bus.clock.advance(1000);
	on.gate.close();
	expect(on.gate.statistics().masters).toBe(0);
	expect((await on.run(readMeter(on.line, parseMeterAddress("2")))).telegrams.length).toBe(1);
	expect(on.bus.clock.waiting).toBe(0);
});
