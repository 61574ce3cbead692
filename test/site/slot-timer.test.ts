import { describe, expect, onTestFinished, test } from "vitest";
import { parseSchedule } from "../../lib/site/schedule.ts";
import { SlotTimer, type SlotWork } from "../../lib/site/slot-timer.ts";
import { ScriptedClock } from "../support/scripted-clock.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 11, 1, 12);

function timed(
	text: string,
	{ start = NOON, zone = "UTC", ...rest }: Partial<SlotWork> & { start?: number; zone?: string } = {},
) {
	const clock = new ScriptedClock(start);
	const begun: (readonly [slot: number, at: number])[] = [];
	const missed: (readonly [count: number, first: number])[] = [];
	const timer = new SlotTimer({
		clock,
		schedule: parseSchedule(text, zone),
		leadMs: () => 0,
		due: (slot) => begun.push([slot, clock.now()]),
		missed: (count, first) => missed.push([count, first]),
		...rest,
	});
	onTestFinished(() => timer.stop());
	return { clock, begun, missed, timer };
}

describe("the times of a schedule", () => {
	test("begin once each, at their time", async () => {
		const { clock, begun, missed, timer } = timed("PT15M", { start: NOON + MINUTE });
		expect(timer.next).toBe(NOON + 15 * MINUTE);
		await clock.advance(HOUR);
		const slots = [15, 30, 45, 60].map((minutes) => NOON + minutes * MINUTE);
		expect(begun).toEqual(slots.map((slot) => [slot, slot]));
		expect(missed).toEqual([]);
	});

	test("begin early by the lead, at most by half an interval", async () => {
		const { clock, begun } = timed("PT1M", { leadMs: () => 20_500 });
		await clock.advance(2 * MINUTE);
		expect(begun.map(([slot, at]) => slot - at)).toEqual([20_500, 20_500]);
		const long = timed("PT1M", { leadMs: () => HOUR });
		await long.clock.advance(2 * MINUTE);
		expect(long.begun.map(([slot, at]) => slot - at)).toEqual([30_000, 30_000]);
	});

	test("begin early by a lead that changes, and never twice", async () => {
		let turn = 0;
		const { clock, begun } = timed("PT1M", { leadMs: () => [0, 25_000, 3000, 29_000][turn++ % 4] ?? 0 });
		await clock.advance(20 * MINUTE);
		const slots = begun.map(([slot]) => slot);
		expect(new Set(slots).size).toBe(slots.length);
		expect(slots.length).toBeGreaterThanOrEqual(19);
	});

	test.each([
		["PT15M", 92, Date.UTC(2027, 2, 27, 23), 23],
		["PT15M", 100, Date.UTC(2026, 9, 24, 22), 25],
		["*/15 * * * *", 92, Date.UTC(2027, 2, 27, 23), 23],
		["0 * * * *", 25, Date.UTC(2026, 9, 24, 22), 25],
		["0 6 * * *", 1, Date.UTC(2026, 9, 24, 22), 25],
	])("%s comes %i times on a day when the clock changes", async (text, count, start, hours) => {
		const { clock, begun } = timed(text, { start: start + 1, zone: "Europe/Berlin" });
		await clock.advance(hours * HOUR);
		expect(begun).toHaveLength(count);
	});

	test("come seconds apart and never again", async () => {
		const seconds = timed("PT1S");
		await seconds.clock.advance(MINUTE);
		expect(seconds.begun).toHaveLength(60);
		const never = timed("0 0 30 2 *");
		await never.clock.advance(10 * MINUTE);
		expect(never.begun).toEqual([]);
	});
});

describe("when the clock is set", () => {
	test("forward, what it skipped was missed and the rest goes on", async () => {
		const { clock, begun, missed } = timed("PT15M", { start: NOON + MINUTE });
		await clock.advance(2 * MINUTE);
		clock.step(2 * HOUR);
		await clock.advance(30 * MINUTE);
		expect(begun.map(([slot]) => slot)).toEqual([
			NOON + 2 * HOUR,
			...[15, 30].map((after) => NOON + 2 * HOUR + after * MINUTE),
		]);
		expect(missed).toEqual([[7, NOON + 15 * MINUTE]]);
	});

	test("backward, the times come again within a minute", async () => {
		const { clock, begun, missed } = timed("PT1M");
		await clock.advance(10 * MINUTE);
		clock.step(-2 * HOUR);
		await clock.advance(2 * MINUTE);
		expect(begun.slice(10).map(([slot]) => slot)).toEqual([11, 12].map((after) => NOON - 2 * HOUR + after * MINUTE));
		expect(missed).toEqual([]);
	});

	test("back by a little, the slot that has just begun does not begin again", async () => {
		const { clock, begun } = timed("PT15M", { leadMs: () => 20_000 });
		await clock.advance(15 * MINUTE - 19_000);
		clock.step(-5000);
		await clock.advance(16 * MINUTE);
		expect(begun.map(([slot]) => slot)).toEqual([15, 30].map((after) => NOON + after * MINUTE));
	});

	test("back to before the time of a daily slot, that comes again", async () => {
		const { clock, begun } = timed("30 12 * * *");
		await clock.advance(31 * MINUTE);
		clock.step(-HOUR);
		await clock.advance(HOUR);
		expect(begun).toHaveLength(2);
	});

	test("from a guess to the right time, nothing was missed", async () => {
		const { clock, begun, missed } = timed("PT15M", { start: MINUTE });
		clock.state = "untrusted";
		await clock.advance(20 * MINUTE);
		clock.step(NOON - 21 * MINUTE);
		clock.state = "synced";
		await clock.advance(15 * MINUTE);
		expect(begun.map(([slot]) => slot)).toEqual([15 * MINUTE, NOON + 15 * MINUTE]);
		expect(missed).toEqual([]);
	});

	test("far forward, not every time that went by is counted", async () => {
		const { clock, begun, missed } = timed("PT1S");
		clock.step(365 * 24 * HOUR);
		await clock.advance(3000);
		expect(missed[0]?.[0]).toBe(1000);
		expect(begun.map(([slot]) => slot - 365 * 24 * HOUR - NOON)).toEqual([1000, 2000, 3000]);
	});

	test("a slot that the next one is nearer to is missed", async () => {
		const { clock, begun, missed } = timed("PT1H");
		await clock.advance(30 * MINUTE);
		clock.step(75 * MINUTE);
		await clock.advance(MINUTE);
		expect([begun, missed]).toEqual([[], [[1, NOON + HOUR]]]);
	});
});
