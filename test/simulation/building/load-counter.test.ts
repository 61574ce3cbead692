import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, UTC_OFFSET_MS, YEAR_MS } from "../../../lib/simulation/building/house-time.ts";
import { type LoadCounterOptions, loadCounter } from "../../../lib/simulation/building/load-counter.ts";
import { LOAD_PROFILES } from "../../../lib/simulation/building/load-profile-table.ts";

const SINCE = Date.UTC(2021, 5, 15, 9);
const OPTIONS: LoadCounterOptions = {
	name: "test",
	seed: 1,
	since: SINCE,
	perYear: 8000,
	profile: "heating",
	season: "heating",
};
const moments = fc.integer({ min: SINCE, max: SINCE + 20 * YEAR_MS });

describe("load counter", () => {
	test.each(LOAD_PROFILES.map(({ name }) => name))(
		"profile %s never goes back, whatever the order of the questions",
		(profile) => {
			fc.assert(
				fc.property(moments, fc.integer({ min: 0, max: 400 * DAY_MS }), (time, later) => {
					const counter = loadCounter({ ...OPTIONS, profile });
					const after = counter.total(time + later);
					expect(after).toBeGreaterThanOrEqual(counter.total(time));
				}),
			);
		},
	);

	test("the same moment gives the same total to whoever asks, also after a restart", () => {
		fc.assert(
			fc.property(fc.array(moments, { maxLength: 5 }), moments, (before, time) => {
				const asked = loadCounter(OPTIONS);
				for (const moment of before) asked.total(moment);
				expect(asked.total(time)).toBe(loadCounter(OPTIONS).total(time));
			}),
		);
	});

	test("it goes on without a step at every full hour and every Monday", () => {
		const counter = loadCounter(OPTIONS);
		const monday = Date.UTC(2026, 0, 5) - UTC_OFFSET_MS;
		for (let hour = -30; hour < 30; hour += 1) {
			const time = monday + hour * HOUR_MS;
			expect(counter.total(time) - counter.total(time - 1)).toBeGreaterThanOrEqual(0);
			expect(counter.total(time) - counter.total(time - 1)).toBeLessThan(0.001);
		}
	});

	test("the rate is the slope of the total", () => {
		const counter = loadCounter(OPTIONS);
		fc.assert(
			fc.property(moments, (time) => {
				const slope = counter.total(time + 30_000) - counter.total(time - 30_000);
				expect(Math.abs(slope * 60 - counter.rate(time))).toBeLessThan(0.2);
			}),
			{ examples: [[Date.UTC(2026, 0, 7, 12, 30)]] },
		);
	});

	test("a year brings about the yearly amount, most of it in winter", () => {
		const counter = loadCounter(OPTIONS);
		const amount = (from: number, to: number) => counter.total(to) - counter.total(from);
		expect(amount(Date.UTC(2024, 0, 1), Date.UTC(2025, 0, 1))).toBeGreaterThan(6800);
		expect(amount(Date.UTC(2024, 0, 1), Date.UTC(2025, 0, 1))).toBeLessThan(9600);
		const [january, july] = [
			amount(Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 1)),
			amount(Date.UTC(2024, 6, 1), Date.UTC(2024, 7, 1)),
		];
		expect(january).toBeGreaterThan(5 * july);
	});

	test("mornings are busier than nights and offices rest at weekends", () => {
		const office = loadCounter({ ...OPTIONS, profile: "office", season: "none" });
		const wednesday = Date.UTC(2026, 0, 7);
		expect(office.rate(wednesday + 9 * HOUR_MS)).toBeGreaterThan(3 * office.rate(wednesday + 2 * HOUR_MS));
		expect(office.rate(wednesday + 9 * HOUR_MS)).toBeGreaterThan(3 * office.rate(wednesday + 3 * DAY_MS + 9 * HOUR_MS));
	});

	test("before its installation it stands at nought", () => {
		const counter = loadCounter(OPTIONS);
		expect([counter.total(SINCE - DAY_MS), counter.rate(SINCE - DAY_MS), counter.total(0)]).toEqual([0, 0, 0]);
	});
});
