import { expect, test } from "vitest";
import { parseMeterAddress } from "../../../lib/masters/mbus/meter-address.ts";
import { readMeter } from "../../../lib/masters/mbus/read-meter.ts";
import { toHex } from "../../../lib/model/hex.ts";
import { encodeFrame } from "../../../lib/protocols/mbus/frame.ts";
import { reqUd2, sndNke } from "../../../lib/protocols/mbus/requests.ts";
import { COUNTER, NEXT, REQ, readAgain, select, shared, text } from "./share-rig.ts";

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
