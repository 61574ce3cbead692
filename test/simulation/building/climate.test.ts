import fc from "fast-check";
import { expect, test } from "vitest";
import {
	drift,
	flowTemperature,
	outdoorTemperature,
	roomHumidity,
	roomTemperature,
} from "../../../lib/simulation/building/climate.ts";

const moments = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });

test.each([
	{ title: "outside", value: outdoorTemperature, low: -10, high: 28, perMinute: 0.03 },
	{ title: "in a room", value: (time: number) => roomTemperature("x", time), low: 17, high: 26, perMinute: 0.03 },
	{ title: "humidity", value: (time: number) => roomHumidity("x", time), low: 25, high: 65, perMinute: 0.2 },
	{ title: "heating water", value: (time: number) => flowTemperature("x", time), low: 32, high: 82, perMinute: 0.4 },
])("$title stays in its range and moves without jumps", ({ value, low, high, perMinute }) => {
	fc.assert(
		fc.property(moments, (time) => {
			expect(value(time)).toBeGreaterThan(low);
			expect(value(time)).toBeLessThan(high);
			expect(Math.abs(value(time + 60_000) - value(time))).toBeLessThan(perMinute);
			expect(value(time)).toBe(value(time));
		}),
	);
});

test("winter is colder than summer, night than afternoon", () => {
	expect(outdoorTemperature(Date.UTC(2026, 0, 15, 14))).toBeLessThan(outdoorTemperature(Date.UTC(2026, 6, 15, 14)));
	expect(outdoorTemperature(Date.UTC(2026, 4, 15, 3))).toBeLessThan(outdoorTemperature(Date.UTC(2026, 4, 15, 14)));
});

test("chance stays between -1 and 1", () => {
	fc.assert(fc.property(moments, (time) => Math.abs(drift("any", time, 1000)) <= 1));
});
