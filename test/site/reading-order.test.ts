import fc from "fast-check";
import { expect, test } from "vitest";
import { jitterMs, rotated } from "../../lib/site/reading-order.ts";

test("every order has all devices, the first turn as they came", () => {
	expect(rotated([1, 2, 3], 0)).toEqual([1, 2, 3]);
	fc.assert(
		fc.property(fc.array(fc.nat()), fc.nat({ max: 1e6 }), (items, turn) => {
			expect(rotated(items, turn).toSorted()).toEqual(items.toSorted());
		}),
	);
});

test("over many turns every device is in the middle on average", () => {
	const devices = Array.from({ length: 250 }, (_, index) => index);
	const sums = devices.map(() => 0);
	for (let turn = 0; turn < 500; turn += 1) {
		for (const [place, device] of rotated(devices, turn).entries()) sums[device] = (sums[device] ?? 0) + place;
	}
	for (const sum of sums) expect(Math.abs(sum / 500 - 124.5)).toBeLessThan(5);
});

test("a device's jitter is always the same, and all of them fill the spread", () => {
	expect(jitterMs("mbus:KAM-12345678-35-04", 60_000)).toBe(jitterMs("mbus:KAM-12345678-35-04", 60_000));
	expect(jitterMs("a", 0)).toBe(0);
	const tenths = Array.from({ length: 10 }, () => 0);
	for (let id = 0; id < 1000; id += 1) {
		const ms = jitterMs(`mbus:KAM-${12_345_000 + id}-35-04`, 60_000);
		expect(ms).toBeLessThan(60_000);
		const tenth = Math.floor(ms / 6000);
		tenths[tenth] = (tenths[tenth] ?? 0) + 1;
	}
	for (const count of tenths) expect(Math.abs(count - 100)).toBeLessThan(40);
});
