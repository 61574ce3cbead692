import { describe, expect, test } from "vitest";
import { latePeriods } from "../../lib/exports/late-periods.ts";
import { presetLayout } from "../../lib/exports/preset.ts";

const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const DAY = 86_400_000;
const options = { timeZone: "UTC", before: NOON + DAY };

describe("latePeriods", () => {
	test("joins the intervals that lie side by side and leaves out what was not handed on yet", () => {
		const layout = presetLayout("csv-wide", { aggregate: "mean", interval: "PT15M" });
		const times = [NOON + 20 * MINUTE, NOON, NOON + 5 * QUARTER, NOON + 2 * DAY];
		expect(latePeriods(layout, times, options)).toEqual([
			{ from: NOON, to: NOON + 2 * QUARTER },
			{ from: NOON + 5 * QUARTER, to: NOON + 6 * QUARTER },
		]);
	});

	test("takes both intervals for a reading near the boundary between them", () => {
		const layout = presetLayout("csv-wide", { aggregate: "delta", interval: "PT15M" });
		expect(latePeriods(layout, [NOON + MINUTE], options)).toEqual([{ from: NOON - QUARTER, to: NOON + QUARTER }]);
	});

	test("takes whole local days for a layout that writes them, up to where it has written", () => {
		const layout = presetLayout("csv-long", { onlyNew: false, tz: "Europe/Berlin" });
		const midnight = Date.UTC(2025, 11, 31, 23);
		expect(latePeriods(layout, [NOON, NOON - DAY, NOON + MINUTE], { ...options, before: NOON + QUARTER })).toEqual([
			{ from: midnight - DAY, to: midnight },
			{ from: midnight, to: NOON + QUARTER },
		]);
	});

	test("nothing late gives no periods", () => {
		expect(latePeriods(presetLayout("csv-wide", { aggregate: "mean", interval: "PT15M" }), [], options)).toEqual([]);
	});
});
