import { expect, test } from "vitest";
import { answerTimeoutMs, exchangeLimitMs, gapMs, transmissionMs } from "../../../lib/masters/mbus/timing.ts";

test("times follow the baud rate and the latency", () => {
	expect(transmissionMs(261, 2400)).toBeCloseTo(1196.25, 6);
	expect(answerTimeoutMs({ baudRate: 2400, latencyMs: 0 })).toBeCloseTo(192.083, 3);
	expect(answerTimeoutMs({ baudRate: 300, latencyMs: 300 })).toBeCloseTo(1486.667, 3);
	expect(gapMs({ baudRate: 2400, latencyMs: 300 })).toBeCloseTo(338.75, 3);
});

test("an exchange may always last for the longest answer", () => {
	for (const baudRate of [300, 2400, 38_400]) {
		const timing = { baudRate, latencyMs: 0 };
		expect(exchangeLimitMs(timing)).toBeGreaterThan(answerTimeoutMs(timing) + transmissionMs(261, baudRate));
	}
});
