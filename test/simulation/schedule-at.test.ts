import { expect, test } from "vitest";
import type { Clock } from "../../lib/model/clock.ts";
import { isDue, scheduleAt } from "../../lib/simulation/schedule-at.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";

/** A clock whose timers wake a little early, as those of a machine do. */
function earlyClock(inner: SimulatedClock): Clock {
	return {
		now: () => inner.now(),
		state: "synced",
		monotonic: () => inner.monotonic(),
		sleep: (ms, signal) => inner.sleep(ms, signal),
		schedule: (ms, callback) => inner.schedule(Math.max(0.1, Math.trunc(ms) - 0.4), callback),
	};
}

test("a moment is met, never early, although timers are", async () => {
	const inner = new SimulatedClock();
	const called: number[] = [];
	scheduleAt(earlyClock(inner), 20.7, () => called.push(inner.monotonic()));
	await inner.advance(50);
	expect(called).toHaveLength(1);
	expect(called[0]).toBeGreaterThanOrEqual(20.69);
	expect(called[0]).toBeLessThan(21);
});

test("a moment that has passed comes at once, but not within the call", async () => {
	const clock = new SimulatedClock();
	await clock.advance(100);
	const called: string[] = [];
	scheduleAt(clock, 50, () => called.push("called"));
	called.push("returned");
	await clock.advance(0);
	expect(called).toEqual(["returned", "called"]);
	expect(isDue(clock, 50)).toBe(true);
});

test("what is taken back does not happen", async () => {
	const inner = new SimulatedClock();
	let called = false;
	const cancel = scheduleAt(earlyClock(inner), 10, () => {
		called = true;
	});
	await inner.advance(9.8);
	cancel();
	await inner.advance(50);
	expect(called).toBe(false);
	expect(inner.waiting).toBe(0);
});
