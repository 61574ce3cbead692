import { describe, expect, test } from "vitest";
import { Failure } from "../../lib/model/failure.ts";
import type { Reading } from "../../lib/model/reading.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { Batch } from "../../nodes/mw-log/batch.ts";

function reading(time: number): Reading {
	return { device: "d", datapoint: "energy", quantity: "energy", unit: "Wh", value: 1, time, quality: "good" };
}

describe("Batch", () => {
	test("writes what comes within a while once, and then begins anew", async () => {
		const clock = new SimulatedClock();
		const written: number[] = [];
		const batch = new Batch(clock, 1000, (readings) => Promise.resolve(written.push(readings.length)));
		const [first, second] = [batch.add([reading(1)]), batch.add([reading(2), reading(3)])];
		await clock.advance(999);
		expect(written).toEqual([]);
		await clock.advance(1);
		await Promise.all([first, second]);
		const third = batch.add([reading(4)]);
		await clock.advance(1000);
		await third;
		expect(written).toEqual([3, 1]);
	});

	test("does not wait when it is flushed, and leaves no timer", async () => {
		const clock = new SimulatedClock();
		const written: number[] = [];
		const batch = new Batch(clock, 1000, (readings) => Promise.resolve(written.push(readings.length)));
		batch.flush();
		const done = batch.add([reading(1)]);
		batch.flush();
		await done;
		expect(written).toEqual([1]);
		expect(clock.waiting).toBe(0);
	});

	test("a failure reaches everybody whose readings were in it and nobody else", async () => {
		const clock = new SimulatedClock();
		let broken = true;
		const batch = new Batch(clock, 10, () => (broken ? Promise.reject(new Failure("file-full")) : Promise.resolve()));
		const lost = [batch.add([reading(1)]), batch.add([reading(2)])].map((added) =>
			expect(added).rejects.toThrow("file-full"),
		);
		await clock.advance(10);
		await Promise.all(lost);
		broken = false;
		const kept = batch.add([reading(3)]);
		await clock.advance(10);
		await expect(kept).resolves.toBeUndefined();
	});
});
