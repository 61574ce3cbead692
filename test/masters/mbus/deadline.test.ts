import { expect, test } from "vitest";
import { Deadline } from "../../../lib/masters/mbus/deadline.ts";
import type { Clock } from "../../../lib/model/clock.ts";
import { SimulatedClock } from "../../../lib/simulation/simulated-clock.ts";

/** Every timer rings so much too late. */
function stalling(clock: SimulatedClock, lateMs: () => number): Clock {
	return {
		now: () => clock.now(),
		state: "synced",
		monotonic: () => clock.monotonic(),
		sleep: (ms, signal) => clock.sleep(ms, signal),
		schedule: (ms, callback) => clock.schedule(ms + lateMs(), callback),
	};
}

function watched(lateMs: () => number, mostGraceMs = 1000) {
	const clock = new SimulatedClock();
	const ends: number[] = [];
	const timeUp = () => {
		ends.push(clock.monotonic());
	};
	return { clock, ends, deadline: new Deadline({ clock: stalling(clock, lateMs), mostGraceMs, timeUp }) };
}

test("without a stall the time is up to the millisecond", async () => {
	const { clock, deadline, ends } = watched(() => 0);
	deadline.set(100);
	await clock.advance(99);
	expect(ends).toEqual([]);
	await clock.advance(1000);
	expect(ends).toEqual([100]);
});

test("a timer that rings late grants about the same time again, once per stall", async () => {
	const delays = [400];
	const { clock, deadline, ends } = watched(() => delays.shift() ?? 0);
	deadline.set(100);
	await clock.advance(5000);
	expect(ends).toEqual([905]);
});

test("stalls without end are granted no more than the most", async () => {
	const { clock, deadline, ends } = watched(() => 400, 1000);
	deadline.set(100);
	await clock.advance(10_000);
	expect(ends).toEqual([500 + 405 + 400 + 405 + 400 + 190 + 400]);
});

test("it moves, and once taken back it never rings", async () => {
	const { clock, deadline, ends } = watched(() => 0);
	deadline.set(100);
	await clock.advance(50);
	deadline.set(200);
	await clock.advance(149);
	expect(ends).toEqual([]);
	deadline.stop();
	await clock.advance(1000);
	expect(ends).toEqual([]);
	expect(clock.waiting).toBe(0);
});
