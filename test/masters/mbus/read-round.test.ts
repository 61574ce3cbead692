import { expect, test } from "vitest";
import { parseMeterAddress } from "../../../lib/masters/mbus/meter-address.ts";
import { readMeter } from "../../../lib/masters/mbus/read-meter.ts";
import { type RoundProgress, readRound } from "../../../lib/masters/mbus/read-round.ts";
import { rig, silentMs } from "./rig.ts";

const ADDRESSES = Array.from({ length: 20 }, (_, index) => parseMeterAddress(String(index + 1)));

test("250 meters with 87-byte answers take less than 130 s at 2400 baud", async () => {
	const on = rig({}, { chunk: 1 });
	for (let address = 1; address <= 250; address += 1) on.add({ address, length: 87 });
	const addresses = Array.from({ length: 250 }, (_, index) => parseMeterAddress(String(index + 1)));
	const result = await on.run(readRound(on.line, addresses));
	expect(result).toMatchObject({ answered: 250, failed: 0 });
	expect(result.durationMs).toBeLessThan(130_000);
	const again = await on.run(readRound(on.line, addresses));
	expect(again.durationMs).toBeCloseTo(250 * on.bus.bits(55 + 33 + 957), 0);
});

test("dead meters cost their timeouts and nobody else's reading", async () => {
	const on = rig({ nke: "never" });
	for (let address = 1; address <= 20; address += 1) on.add({ address }).dead = address % 4 === 0;
	const failures: string[] = [];
	const progress: RoundProgress[] = [];
	const result = await on.run(
		readRound(on.line, ADDRESSES, {
			onFailure: (address, { code }) => {
				failures.push(`${address.address} ${code}`);
			},
			onProgress: (step) => progress.push(step),
		}),
	);
	expect(failures).toEqual([4, 8, 12, 16, 20].map((address) => `${address} device-silent`));
	expect(progress.at(-1)).toEqual({ done: 20, total: 20, answered: 15, failed: 5 });
	const alive = 15 * on.bus.bits(55 + 33 + 11 * 27);
	expect(result.durationMs).toBeCloseTo(alive + 5 * 3 * silentMs(5), 1);
});

test("a meter that stays dead is asked less and less often, and answers again in its turn", async () => {
	const on = rig({ nke: "never", retries: 0 });
	const slave = on.add({ address: 1 });
	on.add({ address: 2 });
	slave.dead = true;
	const asked: number[] = [];
	for (let round = 0; round < 30; round += 1) {
		const { leftOut } = await on.run(readRound(on.line, ADDRESSES.slice(0, 2)));
		if (leftOut === 0) asked.push(round);
	}
	expect(asked).toEqual([0, 1, 2, 4, 8, 16, 24]);
	slave.dead = false;
	const { answered } = await on.run(readRound(on.line, ADDRESSES.slice(0, 2), { backOff: null }));
	expect(answered).toBe(2);
	expect((await on.run(readRound(on.line, ADDRESSES.slice(0, 2)))).answered).toBe(2);
});

test("a bus that was down or noisy for long is read at once when it is back", async () => {
	const on = rig({ nke: "never", retries: 0 });
	for (let address = 1; address <= 20; address += 1) on.add({ address });
	for (const bytes of [Uint8Array.of(), Uint8Array.of(0x33, 0xf7)]) {
		on.bus.disturb = () => bytes;
		for (let round = 0; round < 8; round += 1) {
			expect(await on.run(readRound(on.line, ADDRESSES))).toMatchObject({ failed: 20, leftOut: 0 });
		}
		on.bus.disturb = (answer) => answer;
		expect((await on.run(readRound(on.line, ADDRESSES))).answered).toBe(20);
	}
});

test("a person's command gets in between two meters of a round", async () => {
	const on = rig({ nke: "never" });
	for (let address = 1; address <= 20; address += 1) on.add({ address });
	const round = readRound(on.line, ADDRESSES);
	await on.bus.clock.advance(300);
	await on.run(readMeter(on.line, parseMeterAddress("7")));
	expect(on.bus.requests.length).toBeLessThan(5);
	await on.run(round);
});

test("a round never overlaps the next one on its line", async () => {
	const on = rig();
	for (let address = 1; address <= 20; address += 1) on.add({ address });
	const round = readRound(on.line, ADDRESSES);
	await expect(readRound(on.line, ADDRESSES)).rejects.toMatchObject({ code: "bus-busy" });
	await on.run(round);
	await on.run(readRound(on.line, ADDRESSES));
});

test("a round can be cancelled, and a closed line ends it", async () => {
	const on = rig();
	for (let address = 1; address <= 20; address += 1) on.add({ address });
	const abort = new AbortController();
	const cancelled = expect(readRound(on.line, ADDRESSES, { signal: abort.signal })).rejects.toMatchObject({
		code: "cancelled",
	});
	await on.bus.clock.advance(700);
	abort.abort();
	await cancelled;
	const closed = expect(readRound(on.line, ADDRESSES)).rejects.toMatchObject({ code: "bus-closed" });
	await on.bus.clock.advance(700);
	await on.line.close();
	await closed;
});

test("a link that is down fails every meter at once", async () => {
	const on = rig();
	on.bus.link.cut(true);
	const codes = new Set<string>();
	const onFailure = (_: unknown, { code }: { code: string }) => {
		codes.add(code);
	};
	const { failed, durationMs } = await on.run(readRound(on.line, ADDRESSES, { onFailure }));
	expect([failed, durationMs, ...codes]).toEqual([20, 0, "link-down"]);
	on.bus.link.cut(false);
	for (let address = 1; address <= 20; address += 1) on.add({ address });
	expect((await on.run(readRound(on.line, ADDRESSES))).answered).toBe(20);
});

test("shared rounds take turns, meter by meter", async () => {
	const on = rig({ nke: "never" });
	for (let address = 1; address <= 20; address += 1) on.add({ address });
	const order: string[] = [];
	const read = (addresses: typeof ADDRESSES) =>
		readRound(on.line, addresses, {
			shared: true,
			onAnswer: ({ address }) => {
				order.push(String(address.address));
			},
		});
	const both = on.run(Promise.all([read(ADDRESSES.slice(0, 10)), read(ADDRESSES.slice(18))]));
	expect((await both).map(({ answered }) => answered)).toEqual([10, 2]);
	expect(order.slice(0, 4)).toEqual(["1", "19", "2", "20"]);
});
