import { describe, expect, test } from "vitest";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";

describe("a simulated clock", () => {
	test("stands still until told, and keeps fractions", async () => {
		const clock = new SimulatedClock(Date.UTC(2026, 0, 1));
		expect(clock.now()).toBe(Date.UTC(2026, 0, 1));
		for (let step = 0; step < 3; step += 1) await clock.advance(1000 / 2400);
		expect(clock.monotonic()).toBeCloseTo(1.25, 9);
		expect(Math.round(clock.now() - Date.UTC(2026, 0, 1))).toBe(1);
	});

	test("runs timers in order of time, then of setting, with the time they were due", async () => {
		const clock = new SimulatedClock();
		const called: [string, number][] = [];
		const call = (name: string) => () => called.push([name, clock.monotonic()]);
		clock.schedule(20, call("later"));
		clock.schedule(10, call("first"));
		clock.schedule(10, call("second"));
		clock.schedule(10, call("never"))();
		await clock.advance(30);
		expect(called).toEqual([
			["first", 10],
			["second", 10],
			["later", 20],
		]);
	});

	test("what a timer wakes settles before the next one", async () => {
		const clock = new SimulatedClock();
		const called: string[] = [];
		const chain = async () => {
			await clock.sleep(10);
			await Promise.resolve();
			called.push("woken");
		};
		const chained = chain();
		clock.schedule(10, () => called.push("timer"));
		await clock.advance(10);
		await chained;
		expect(called).toEqual(["woken", "timer"]);
	});

	test("a sleep ends with its signal", async () => {
		const clock = new SimulatedClock();
		const controller = new AbortController();
		const sleep = clock.sleep(1000, controller.signal);
		controller.abort();
		await expect(sleep).rejects.toMatchObject({ code: "cancelled" });
		await expect(clock.sleep(1, controller.signal)).rejects.toMatchObject({ code: "cancelled" });
		expect(clock.waiting).toBe(0);
	});

	test("runs until a promise settles, or gives up", async () => {
		const clock = new SimulatedClock();
		expect(await clock.runUntil(clock.sleep(5000).then(() => "done"))).toBe("done");
		expect(clock.monotonic()).toBe(5000);
		await expect(clock.runUntil(new Promise(() => {}), 1000)).rejects.toMatchObject({ code: "timeout" });
	});
});
