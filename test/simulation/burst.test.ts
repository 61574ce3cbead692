import fc from "fast-check";
import { expect, test } from "vitest";
import { superpose } from "../../lib/servers/mbus-slave/superpose.ts";
import { Burst } from "../../lib/simulation/burst.ts";

const frames = fc.uint8Array({ minLength: 1, maxLength: 40 });
const BIT_MS = 1000 / 2400;

test("one sender is heard as it is, however often the receiver looks", () => {
	fc.assert(
		fc.property(frames, fc.array(fc.nat(200), { maxLength: 20 }), (bytes, looks) => {
			const burst = new Burst(100, BIT_MS);
			burst.add(100, bytes);
			const heard = [...looks].sort((one, other) => one - other).flatMap((ms) => [...burst.takeUntil(100 + ms)]);
			heard.push(...burst.takeUntil(burst.endMs));
			expect(heard).toEqual([...bytes]);
		}),
	);
});

test("senders at the same moment are heard as the AND of their bytes", () => {
	fc.assert(
		fc.property(fc.array(frames, { minLength: 1, maxLength: 5 }), (senders) => {
			const burst = new Burst(0, BIT_MS);
			for (const bytes of senders) burst.add(0, bytes);
			expect(burst.takeUntil(burst.endMs)).toEqual(superpose(senders));
		}),
	);
});

test("no byte is heard before its stop bit is over", () => {
	const burst = new Burst(0, 1);
	burst.add(0, Uint8Array.of(1, 2, 3));
	expect([10, 11, 21, 22, 33].map((ms) => burst.takeUntil(ms).length)).toEqual([0, 1, 0, 1, 1]);
});

test("senders shifted by some bits spoil each other but never last longer than both", () => {
	fc.assert(
		fc.property(frames, frames, fc.integer({ min: 1, max: 100 }), (one, other, shift) => {
			const burst = new Burst(0, 1);
			burst.add(0, one);
			burst.add(shift, other);
			const limit = Math.ceil(burst.endMs / 11);
			expect(burst.takeUntil(burst.endMs).length).toBeLessThanOrEqual(limit);
		}),
	);
});

test("a wire without time is over the moment it starts", () => {
	const burst = new Burst(5, 0);
	burst.add(5, Uint8Array.of(1, 2));
	expect(burst.endMs).toBe(5);
	expect([...burst.takeUntil(5)]).toEqual([1, 2]);
});
