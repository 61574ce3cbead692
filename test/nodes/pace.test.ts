import { describe, expect, test } from "vitest";
import { type LineOptions, lineSettings } from "../../lib/masters/mbus/line-options.ts";
import { parseMeterAddress } from "../../lib/masters/mbus/meter-address.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { memoryLinkPair } from "../../lib/transports/memory-link.ts";
import { leastRoundMs, Pace } from "../../nodes/mw-mbus-read/pace.ts";

const clock = new SimulatedClock();
const [link] = memoryLinkPair();

function leastMs(addresses: readonly string[], options: Partial<LineOptions> = {}): number {
	return leastRoundMs(lineSettings({ link, clock, ...options }), addresses.map(parseMeterAddress));
}

describe("the least time of a round", () => {
	test("grows with the meters and with slower lines", () => {
		expect(leastMs([])).toBe(0);
		expect(leastMs(["1"])).toBeCloseTo(((5 + 25 + 1) * 11_000) / 2400, 3);
		expect(leastMs(["1", "2"])).toBeCloseTo(2 * leastMs(["1"]), 3);
		expect(leastMs(["1"], { baudRate: 300 })).toBeCloseTo(8 * leastMs(["1"]), 3);
	});

	test("counts the selection of a secondary address and a reset before every read", () => {
		expect(leastMs(["12345678"])).toBeGreaterThan(leastMs(["1"]));
		expect(leastMs(["1"], { nke: "always" })).toBeGreaterThan(leastMs(["1"]));
	});
});

describe("the pace of a schedule", () => {
	test("counts what came too early since the last round began", () => {
		const pace = new Pace(1000);
		expect([false, true, true].map((busy) => pace.tick(busy))).toEqual([true, false, false]);
		expect(pace.late).toBe(2);
		expect([pace.tick(false), pace.late]).toEqual([true, 0]);
	});

	test("tells once that a round does not fit, until one fits again", () => {
		const pace = new Pace(1000);
		const told = [999, 1500, 2000, 1000, 1500].map((ms) => pace.check(ms, 3)?.isNew);
		expect(told).toEqual([undefined, true, false, undefined, true]);
		expect(pace.check(1234, 3)?.failure).toMatchObject({
			code: "interval-too-short",
			details: { interval: 1, least: 1.2, meters: 3 },
		});
	});
});
