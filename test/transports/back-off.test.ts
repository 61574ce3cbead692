import fc from "fast-check";
import { expect, test } from "vitest";
import { backOffMs } from "../../lib/transports/back-off.ts";

test("a pause lies between three quarters of its doubled length and that length", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
			const full = Math.min(30_000, 250 * 2 ** (failures - 1));
			const pause = backOffMs(failures, { firstMs: 250, longestMs: 30_000, random: () => random });
			expect(pause).toBeGreaterThanOrEqual(full * 0.75 - 0.5);
			expect(pause).toBeLessThanOrEqual(full);
		}),
	);
});
