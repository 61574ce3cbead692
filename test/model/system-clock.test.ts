import { expect, test } from "vitest";
import { systemClock } from "../../lib/model/system-clock.ts";

test("an aborted sleep ends at once as cancelled, before and during", async () => {
	await expect(systemClock.sleep(60_000, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
	const controller = new AbortController();
	const sleeping = systemClock.sleep(60_000, controller.signal);
	controller.abort();
	await expect(sleeping).rejects.toMatchObject({ code: "cancelled" });
});

test("a schedule calls back once, a taken back one never", async () => {
	const calls: string[] = [];
	const cancel = systemClock.schedule(0, () => calls.push("taken back"));
	cancel();
	await new Promise<void>((resolve) => {
		systemClock.schedule(0, () => {
			calls.push("called");
			resolve();
		});
	});
	await systemClock.sleep(0);
	expect(calls).toEqual(["called"]);
});

test("both times run forwards", () => {
	const first = [systemClock.now(), systemClock.monotonic()] as const;
	expect(systemClock.now()).toBeGreaterThanOrEqual(first[0]);
	expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first[1]);
});
