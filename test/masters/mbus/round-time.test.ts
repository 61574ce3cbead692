import { expect, test } from "vitest";
import { roundTime } from "../../../lib/masters/mbus/round-time.ts";

const LINE = { baudRate: 2400, latencyMs: 0, meters: 250 };

test("the times of a full bus", () => {
	const seconds = (plan: Partial<Parameters<typeof roundTime>[0]>) => {
		const { leastMs, mostMs } = roundTime({ ...LINE, answerBytes: 87, ...plan });
		return [Math.round(leastMs / 1000), Math.round(mostMs / 1000)];
	};
	expect(seconds({})).toEqual([107, 152]);
	expect(seconds({ nke: true })).toEqual([115, 206]);
	expect(seconds({ addressing: "secondary" })).toEqual([128, 220]);
	expect(seconds({ answerBytes: 261 })).toEqual([306, 352]);
	expect(seconds({ baudRate: 300 })).toEqual([853, 1131]);
	expect(seconds({ baudRate: 38_400 })).toEqual([7, 21]);
});

test("dead meters cost their timeouts, several telegrams theirs", () => {
	const all = roundTime({ ...LINE, meters: 1 });
	expect(roundTime({ ...LINE, meters: 1, telegrams: 3 }).leastMs).toBeCloseTo(3 * all.leastMs, 6);
	const dead = roundTime({ ...LINE, meters: 1, deadMeters: 1, retries: 1 });
	expect(dead.leastMs).toBeCloseTo(2 * ((341 + 55) / 2.4 + 50), 6);
	expect(dead.leastMs).toBe(dead.mostMs);
});
