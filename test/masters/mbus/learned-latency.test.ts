import fc from "fast-check";
import { expect, test } from "vitest";
import { type Chunks, LearnedLatency } from "../../../lib/masters/mbus/learned-latency.ts";

const DEFAULT_MS = 300;

function learned(delays: readonly number[], chunks: Chunks | null = null): LearnedLatency {
	const latency = new LearnedLatency({ latencyMs: DEFAULT_MS, learns: true });
	for (const delayMs of delays) latency.arrived({ delayMs, chunks });
	return latency;
}

test("one answer says three times itself, two say the worst and half of it, eight leave a lone outlier out", () => {
	expect(learned([]).timing("ack")).toEqual({ latencyMs: DEFAULT_MS });
	expect(learned([10]).timing("ack")).toEqual({ latencyMs: 35 });
	expect(learned([10, 20]).timing("ack").latencyMs).toBe(35);
	expect(learned([10, 20, 10, 10, 10, 10, 10, 90]).timing("ack").latencyMs).toBe(25);
});

test("short answers say nothing of long ones, which may be held back as a whole", () => {
	expect(learned([10, 10]).timing("response")).toEqual({ latencyMs: DEFAULT_MS });
	expect(learned([10, 10], { heldMs: 18, pauseMs: 0 }).timing("response").latencyMs).toBe(38);
	expect(learned([10, 10], { heldMs: 18, pauseMs: 0 }).timing("ack").latencyMs).toBe(20);
	expect(learned([10, 10], { heldMs: 420, pauseMs: 0 }).timing("response").latencyMs).toBe(DEFAULT_MS);
});

test("the pause between chunks is only known from long answers", () => {
	expect(learned([10, 10]).timing("ack").pauseMs).toBeUndefined();
	expect(learned([10, 10], { heldMs: 5, pauseMs: 0 }).timing("ack").pauseMs).toBe(0);
	expect(learned([10, 10], { heldMs: 5, pauseMs: 50 }).timing("response").pauseMs).toBe(125);
});

test("only the last 32 answers count", () => {
	expect(learned([...new Array(4).fill(200), ...new Array(32).fill(5)]).timing("ack").latencyMs).toBe(10);
});

test("what was said by a person is not changed", () => {
	const latency = new LearnedLatency({ latencyMs: 20, learns: false });
	for (let count = 0; count < 9; count += 1) latency.arrived({ delayMs: 1, chunks: null });
	expect(latency.timing("ack")).toEqual({ latencyMs: 20 });
});

test("an answer before its request was over voids what was learned, unless the bus has no pace", () => {
	expect(learned([10, 10, -40]).timing("ack")).toEqual({ latencyMs: DEFAULT_MS });
	expect(learned([-70, -30, -40]).timing("ack").latencyMs).toBe(5);
	const latency = learned([10, 10]);
	latency.forget();
	expect(latency.timing("ack")).toEqual({ latencyMs: DEFAULT_MS });
});

test("the rest of several answers to a SELECT neither teaches nor voids", () => {
	const latency = learned([10, 10]);
	latency.arrived({ delayMs: -28, chunks: null, trailing: true });
	expect(latency.timing("ack").latencyMs).toBe(20);
});

test("whatever comes, nothing is assumed beyond the default or below the margin", () => {
	const delay = fc.double({ min: -1e4, max: 1e4, noNaN: true });
	const chunks = fc.option(fc.record({ heldMs: fc.nat(1000), pauseMs: fc.nat(1000) }));
	fc.assert(
		fc.property(fc.array(delay), chunks, fc.constantFrom("ack" as const, "response" as const), (delays, held, kind) => {
			const { latencyMs, pauseMs = 0 } = learned(delays, held).timing(kind);
			expect(latencyMs).toBeLessThanOrEqual(DEFAULT_MS);
			expect(latencyMs).toBeGreaterThanOrEqual(5);
			expect(pauseMs).toBeLessThanOrEqual(DEFAULT_MS);
			expect(pauseMs).toBeGreaterThanOrEqual(0);
		}),
	);
});
