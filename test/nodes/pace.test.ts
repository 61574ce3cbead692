import { describe, expect, test } from "vitest";
import { type LineOptions, lineSettings } from "../../lib/masters/mbus/line-options.ts";
import { planFailure } from "../../lib/masters/mbus/line-plan.ts";
import { parseMeterAddress } from "../../lib/masters/mbus/meter-address.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { memoryLinkPair } from "../../lib/transports/memory-link.ts";
import { leastPlan, outlasted, usualRoundMs } from "../../nodes/mw-mbus-read/pace.ts";

const clock = new SimulatedClock();
const [link] = memoryLinkPair();
const SECOND = { schedule: "PT1S", shortestMs: 1000, meanMs: 1000 };

function group(addresses: readonly string[]) {
	return { rhythm: SECOND, addresses: addresses.map(parseMeterAddress) };
}

function leastMs(addresses: readonly string[], options: Partial<LineOptions> = {}): number {
	return leastPlan(lineSettings({ link, clock, ...options }), [group(addresses)]).coincidence.leastMs;
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

	test("is less than the usual one, and refused where it does not fit", () => {
		const settings = lineSettings({ link, clock });
		expect(usualRoundMs(settings, group(["1"]))).toBeGreaterThan(leastMs(["1"]));
		expect(planFailure(leastPlan(settings, [group(["1", "2"])]))).toBeNull();
		const many = group(Array.from({ length: 20 }, (_, index) => String(index + 1)));
		expect(planFailure(leastPlan(settings, [many]))?.details).toMatchObject({
			interval: 1,
			meters: 20,
			schedule: "PT1S",
		});
	});
});

test("a round that took longer than its interval is named with its numbers", () => {
	expect(outlasted(SECOND, 1000, 3)).toBeNull();
	expect(outlasted(SECOND, 1234, 3)).toMatchObject({
		code: "interval-too-short",
		details: { interval: 1, least: 1.2, meters: 3, utilisation: 123.4, schedule: "PT1S" },
	});
});
