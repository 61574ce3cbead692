import { expect, test } from "vitest";
import type { BusAccess } from "../../../lib/masters/mbus/bus-access.ts";
import { MbusLine } from "../../../lib/masters/mbus/line.ts";
import { reqUd2, sndNke } from "../../../lib/protocols/mbus/requests.ts";
import { type Rig, rig, silentMs } from "./rig.ts";

const ASK = reqUd2(5, true);

function ask({ line }: Rig, signal?: AbortSignal) {
	return line.transact({ priority: "user", signal }, (bus) => bus.request(ASK, { expect: "response", device: "5" }));
}

test("an answer is there the moment its last byte is", async () => {
	const on = rig();
	on.add({ address: 5, length: 92 });
	const { raw } = await on.run(ask(on));
	expect(raw.length).toBe(92);
	expect(on.bus.clock.monotonic()).toBeCloseTo(on.bus.bits(55 + 33 + 1012), 3);
	expect(on.line.statistics().devices["5"]).toMatchObject({ requests: 1, answers: 1 });
	expect(on.bus.clock.waiting).toBe(0);
});

test("silence costs one timeout and is told apart", async () => {
	const on = rig();
	await expect(on.run(ask(on))).rejects.toMatchObject({ code: "device-silent" });
	expect(on.bus.clock.monotonic()).toBeCloseTo(silentMs(5), 3);
	expect(on.line.statistics()).toMatchObject({ requests: 1, timeouts: 1, checksums: 0, collisions: 0 });
});

test("a long answer at 300 baud is waited for as long as bytes come", async () => {
	const on = rig({ baudRate: 300 }, { baudRate: 300, chunk: 1 });
	on.add({ address: 5, length: 261 });
	const { raw } = await on.run(ask(on));
	expect(raw.length).toBe(261);
	expect(on.bus.clock.monotonic()).toBeGreaterThan(9000);
});

test("a wrong checksum, a collision, a broken frame and noise are counted apart", async () => {
	const on = rig();
	on.add({ address: 5, length: 60 });
	on.bus.disturb = (answer) => answer.map((byte, index) => (index === 58 ? byte ^ 0x41 : byte));
	await expect(on.run(ask(on))).rejects.toMatchObject({ code: "checksum" });
	on.bus.disturb = (answer) => answer.slice(0, 40);
	await expect(on.run(ask(on))).rejects.toMatchObject({ code: "incomplete" });
	on.bus.disturb = () => Uint8Array.of(0x68, 0x10, 0x14, 0x68, 0x08);
	await expect(on.run(ask(on))).rejects.toMatchObject({ code: "collision" });
	on.bus.disturb = () => Uint8Array.of(0xff, 0xfe);
	await expect(on.run(ask(on))).rejects.toMatchObject({ code: "start-byte" });
	expect(on.line.statistics().devices["5"]).toEqual({
		requests: 4,
		answers: 0,
		timeouts: 0,
		checksums: 1,
		collisions: 1,
		noises: 2,
		wrongAnswers: 0,
		aborted: 0,
	});
});

test("a broken answer is over after a gap, not after the whole answer window", async () => {
	const on = rig({ latencyMs: 0 });
	on.add({ address: 5, length: 60 });
	on.bus.disturb = (answer) => answer.slice(0, 4);
	await expect(on.run(ask(on))).rejects.toMatchObject({ code: "incomplete" });
	expect(on.bus.clock.monotonic()).toBeCloseTo(on.bus.bits(55 + 33 + 44 + 33) + 25, 3);
});

test("noise in front of an answer does not hide it, nor does a false start", async () => {
	const on = rig();
	on.add({ address: 5 });
	for (const garbage of [
		[0xff, 0x00, 0x13],
		[0x68, 0x44],
		[0x68, 0x44, 0x44, 0x68],
	]) {
		on.bus.disturb = (answer) => Uint8Array.from([...garbage, ...answer]);
		const { disturbed, frame } = await on.run(ask(on));
		expect(frame.kind).toBe("long");
		expect(disturbed).toBe(true);
	}
});

test("the echo of a request is no answer", async () => {
	const on = rig({}, { echo: true });
	await expect(on.run(ask(on))).rejects.toMatchObject({ code: "device-silent" });
	on.add({ address: 5 });
	const { frame } = await on.run(ask(on));
	expect(frame).toMatchObject({ kind: "long", address: 5 });
});

test("bytes that came before a request are dropped", async () => {
	const on = rig();
	on.add({ address: 5 });
	await on.run(ask(on));
	await on.bus.noise(Uint8Array.of(0xe5, 0x68, 0x20, 0x20, 0x68));
	const answer = await on.run(ask(on));
	expect(answer.disturbed).toBe(false);
});

test("noise without end does not hold the line for ever", async () => {
	const on = rig();
	const stop = setNoise(on);
	await expect(on.run(ask(on))).rejects.toMatchObject({ code: "start-byte" });
	stop();
	expect(on.bus.clock.monotonic()).toBeLessThan(2000);
});

function setNoise(on: Rig): () => void {
	let cancel: () => void = () => undefined;
	const again = () => {
		on.bus.noise(Uint8Array.of(0x33)).catch(() => undefined);
		cancel = on.bus.clock.schedule(5, again);
	};
	again();
	return () => cancel();
}

test("a link that goes down rejects what runs and what waits, and recovers by itself", async () => {
	const on = rig();
	on.add({ address: 5, length: 200 });
	const running = ask(on);
	const waiting = ask(on);
	const rejected = Promise.all([
		expect(running).rejects.toMatchObject({ code: "link-down" }),
		expect(waiting).rejects.toMatchObject({ code: "link-down" }),
	]);
	await on.bus.clock.advance(100);
	on.bus.link.cut(true);
	await rejected;
	expect(on.bus.clock.monotonic()).toBe(100);
	await expect(ask(on)).rejects.toMatchObject({ code: "link-down" });
	on.bus.link.cut(false);
	await on.bus.clock.advance(5000);
	expect((await on.run(ask(on))).frame.kind).toBe("long");
});

test("closing refuses what runs, what waits and what comes", async () => {
	const on = rig();
	const rejected = Promise.all(
		[ask(on), ask(on)].map((promise) => expect(promise).rejects.toMatchObject({ code: "bus-closed" })),
	);
	await on.bus.clock.advance(1);
	await on.line.close();
	await rejected;
	await expect(ask(on)).rejects.toMatchObject({ code: "bus-closed" });
	expect(on.line.state).toBe("closed");
	await on.bus.clock.advance(1000);
	on.line.open();
	on.add({ address: 5 });
	expect((await on.run(ask(on))).frame.kind).toBe("long");
});

test("a line waits for the first opening of its link, and no longer", async () => {
	const { bus } = rig();
	const slow = new MbusLine({
		clock: bus.clock,
		link: { ...fakeLink(), state: "opening" },
	});
	slow.open();
	const promise = slow.transact({ priority: "user" }, (access) => access.request(ASK, { expect: "any" }));
	const rejected = expect(bus.clock.runUntil(promise)).rejects.toMatchObject({ code: "link-down" });
	await rejected;
	expect(bus.clock.monotonic()).toBe(15_000);
});

function fakeLink() {
	return {
		name: "fake",
		open: () => undefined,
		close: () => Promise.resolve(),
		write: () => Promise.resolve(),
		listen: () => () => undefined,
	};
}

test("user comes before schedule, and each class is first come first served", async () => {
	const on = rig();
	const order: string[] = [];
	const take = (priority: "user" | "schedule", name: string) =>
		on.line.transact({ priority }, () => {
			order.push(name);
			return Promise.resolve();
		});
	const hold = Promise.withResolvers<void>();
	const held = on.line.transact({ priority: "schedule" }, () => hold.promise);
	const all = [take("schedule", "s1"), take("user", "u1"), take("schedule", "s2"), take("user", "u2")];
	expect(on.line.waiting).toBe(4);
	hold.resolve();
	await Promise.all([held, ...all]);
	expect(order).toEqual(["u1", "u2", "s1", "s2"]);
});

test("who waits can be taken back, and more than 10 000 do not wait", async () => {
	const on = rig();
	const hold = Promise.withResolvers<void>();
	const held = on.line.transact({ priority: "user" }, () => hold.promise);
	const abort = new AbortController();
	const cancelled = expect(ask(on, abort.signal)).rejects.toMatchObject({ code: "cancelled" });
	abort.abort();
	await cancelled;
	expect(on.line.waiting).toBe(0);
	const crowd = Array.from({ length: 10_000 }, () =>
		on.line.transact({ priority: "schedule" }, () => Promise.resolve(1)),
	);
	await expect(ask(on)).rejects.toMatchObject({ code: "bus-busy" });
	hold.resolve();
	await held;
	expect((await Promise.all(crowd)).length).toBe(10_000);
});

test("a request that is taken back cannot spoil the next one", async () => {
	const on = rig();
	on.add({ address: 5, length: 200 });
	on.add({ address: 6 });
	const abort = new AbortController();
	const cancelled = expect(ask(on, abort.signal)).rejects.toMatchObject({ code: "cancelled" });
	await on.bus.clock.advance(100);
	abort.abort();
	await cancelled;
	const next = (bus: BusAccess) => bus.request(reqUd2(6, true), { expect: "response" });
	const { frame } = await on.run(on.line.transact({ priority: "user" }, next));
	expect(frame).toMatchObject({ address: 6 });
	expect(on.line.statistics()).toMatchObject({ aborted: 1, answers: 1 });
});

test("a good frame that answers something else is waited past", async () => {
	const on = rig();
	on.add({ address: 5 });
	const mine = (bus: BusAccess) => bus.request(ASK, { expect: "response", accept: () => false });
	await expect(on.run(on.line.transact({ priority: "user" }, mine))).rejects.toMatchObject({ code: "wrong-answer" });
	expect(on.line.statistics().wrongAnswers).toBe(1);
	const nke = (bus: BusAccess) => bus.request(sndNke(5), { expect: "response" });
	await expect(on.run(on.line.transact({ priority: "user" }, nke))).rejects.toMatchObject({ code: "wrong-answer" });
});
