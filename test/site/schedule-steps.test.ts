import { expect, test } from "vitest";
import { parseSchedule } from "../../lib/site/schedule.ts";
import { scheduleSteps } from "../../lib/site/schedule-steps.ts";

const HOUR = 3_600_000;

test.each([
	["PT15M", HOUR / 4, HOUR / 4],
	["P1D", 24 * HOUR, 24 * HOUR],
	["0 6,18 * * *", 12 * HOUR, 12 * HOUR],
	["0,5 * * * *", HOUR / 12, HOUR / 2],
	["0 0 30 2 *", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
])("%s comes every %i ms, %i ms on average", (text, shortestMs, meanMs) => {
	const steps = scheduleSteps(parseSchedule(text, "UTC"), Date.UTC(2026, 0, 1, 0, 1));
	expect(steps.shortestMs).toBe(shortestMs);
	expect(steps.meanMs / meanMs || 1).toBeCloseTo(1, 1);
});

test("a day that the clock shortens counts", () => {
	const steps = scheduleSteps(parseSchedule("P1D", "Europe/Berlin"), Date.UTC(2026, 2, 1));
	expect(steps.shortestMs).toBe(23 * HOUR);
});
