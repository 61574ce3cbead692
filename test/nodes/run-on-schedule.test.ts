import { expect, onTestFinished, test } from "vitest";
import { parseSchedule } from "../../lib/site/schedule.ts";
import { DueTimes } from "../../nodes/mw-export/run-on-schedule.ts";
import { ScriptedClock } from "../support/scripted-clock.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 11, 1, 12);

/** Looks whenever it is told to look again, and notes when something was due. */
function watched(text: string, start = NOON + MINUTE, graceMs = 5000) {
	const clock = new ScriptedClock(start);
	const times = new DueTimes(clock, parseSchedule(text, "Europe/Berlin"), graceMs);
	const due: number[] = [];
	let cancel: () => void = () => undefined;
	const look = () => {
		const seen = times.look();
		if (seen.due) due.push(clock.now());
		cancel = clock.schedule(seen.waitMs, look);
	};
	onTestFinished(() => cancel());
	return { clock, due, look };
}

test("what was missed is due at once, then every time and its grace", async () => {
	const { clock, due, look } = watched("PT15M");
	look();
	await clock.advance(45 * MINUTE);
	expect(due).toEqual([NOON + MINUTE, ...[15, 30, 45].map((minutes) => NOON + minutes * MINUTE + 5000)]);
});

test("nothing is due before the clock is trusted, and then once", async () => {
	const { clock, due, look } = watched("PT15M", MINUTE);
	clock.state = "untrusted";
	look();
	await clock.advance(2 * HOUR);
	expect(due).toEqual([]);
	clock.step(NOON - clock.now() + MINUTE);
	clock.state = "synced";
	await clock.advance(10 * MINUTE);
	expect(due).toHaveLength(1);
	await clock.advance(5 * MINUTE);
	expect(due.at(-1)).toBe(NOON + 15 * MINUTE + 5000);
});

test("a clock set forward is due once for all that it skipped", async () => {
	const { clock, due, look } = watched("PT15M");
	look();
	clock.step(2 * HOUR);
	await clock.advance(5 * MINUTE);
	expect(due).toHaveLength(2);
});

test("a clock set back does not keep the schedule waiting", async () => {
	const { clock, due, look } = watched("PT15M");
	look();
	await clock.advance(15 * MINUTE);
	clock.step(-2 * HOUR);
	await clock.advance(30 * MINUTE);
	expect(due.slice(2)).toEqual([30, 45].map((minutes) => NOON - 2 * HOUR + minutes * MINUTE + 5000));
});

test("a day that the clock lengthens has a hundred quarter hours", async () => {
	const { clock, due, look } = watched("PT15M", Date.UTC(2027, 9, 30, 22, 0, 6));
	look();
	await clock.advance(25 * HOUR);
	expect(due).toHaveLength(101);
});

test("what never comes is never due again", async () => {
	const { clock, due, look } = watched("0 0 30 2 *");
	look();
	await clock.advance(10 * MINUTE);
	expect(due).toHaveLength(1);
});
