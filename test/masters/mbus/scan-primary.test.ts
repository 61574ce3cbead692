import { expect, test } from "vitest";
import { scanPrimary } from "../../../lib/masters/mbus/scan-primary.ts";
import { rig } from "./rig.ts";

test("meters are found by SND_NKE, identified by their telegram, and an empty bus costs its timeouts", async () => {
	const on = rig({ latencyMs: 0 });
	const empty = await on.run(scanPrimary(on.line, { from: 1 }));
	expect(empty).toEqual({ found: [], collisions: [], selects: 250, resume: null });
	expect(on.bus.clock.monotonic() / 1000).toBeCloseTo(53.7, 0);
	for (const address of [0, 5, 250]) on.add({ address, id: `0000000${address % 9}` });
	const { found, selects } = await on.run(scanPrimary(on.line));
	expect(selects).toBe(251);
	expect(found.map(({ primary, telegram }) => [primary, telegram?.header?.id])).toEqual([
		[0, "00000000"],
		[5, "00000005"],
		[250, "00000007"],
	]);
});

test("a meter whose SND_NKE was lost is found by a second look at the gap, the rest of the bus is not asked again", async () => {
	for (const lost of [5, 8, 9, 16]) {
		const on = rig();
		for (let address = 5; address <= 16; address += 1) on.add({ address });
		let isLost = false;
		on.bus.disturb = (answer, request) => {
			if (isLost || request.kind !== "short" || request.address !== lost) return answer;
			isLost = true;
			return Uint8Array.of();
		};
		const { found, selects } = await on.run(scanPrimary(on.line));
		expect(found.map(({ primary }) => primary)).toEqual(on.bus.slaves.map(({ address }) => address));
		expect(selects).toBeLessThanOrEqual(251 + 3);
	}
});

test("an E5 that comes too late belongs to the address before", async () => {
	const on = rig({ latencyMs: 0 });
	on.add({ address: 7 });
	let isLate = false;
	on.bus.disturb = (answer, request) => {
		if (isLate || answer.length !== 1 || request.kind !== "short") return answer;
		isLate = true;
		on.bus.clock.schedule(250, () => void on.bus.noise(answer));
		return Uint8Array.of();
	};
	const { found } = await on.run(scanPrimary(on.line));
	expect(found.map(({ primary, telegram }) => [primary, telegram !== null])).toEqual([[7, true]]);
});

test("two meters at one address are a collision", async () => {
	const on = rig();
	on.add({ address: 7, id: "12345678" });
	on.add({ address: 7, id: "87654321" });
	const { collisions, found } = await on.run(scanPrimary(on.line, { from: 5, to: 9 }));
	expect([collisions, found.length]).toEqual([["7"], 0]);
});

test("a scan is cancelled and goes on", async () => {
	const on = rig();
	for (const address of [2, 8]) on.add({ address });
	const abort = new AbortController();
	on.bus.clock.schedule(1500, () => abort.abort());
	const first = await on.run(scanPrimary(on.line, { to: 9, signal: abort.signal }));
	expect(first.found.map(({ primary }) => primary)).toEqual([2]);
	const fractions: number[] = [];
	const rest = await on.run(
		scanPrimary(on.line, { to: 9, resume: first.resume, onProgress: ({ fraction }) => fractions.push(fraction) }),
	);
	expect(rest.found.map(({ primary }) => primary)).toEqual([8]);
	expect(rest.resume).toBeNull();
	expect(fractions.at(-1)).toBe(1);
});

test("an address that is none is refused", async () => {
	const on = rig();
	for (const options of [{ from: -1 }, { to: 251 }, { resume: "x" }]) {
		await expect(scanPrimary(on.line, options)).rejects.toMatchObject({ code: "address-range" });
	}
});
