import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linePlan, type PlannedGroup, type PlannedLine, planFailure } from "../../../lib/masters/mbus/line-plan.ts";

const LINE: PlannedLine = { baudRate: 2400, latencyMs: 50, answerBytes: 87 };
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

function group(meters: number, shortestMs: number, rest: Partial<PlannedGroup> = {}): PlannedGroup {
	return { schedule: `${shortestMs / 1000} s`, shortestMs, meanMs: shortestMs, primary: meters, secondary: 0, ...rest };
}

describe("the plan of a line", () => {
	test("250 meters every quarter of an hour keep a line busy for a fifth of the time at most", () => {
		const plan = linePlan(LINE, [group(250, 15 * MINUTE)]);
		expect(plan).toMatchObject({ verdict: "fits", meters: 250 });
		expect(Math.round(plan.utilisation.least * 100)).toBe(12);
		expect(Math.round(plan.utilisation.most * 100)).toBe(18);
		expect(plan.groups[0]?.worst).toEqual(plan.groups[0]?.round);
		expect(planFailure(plan)).toBeNull();
	});

	test("an interval into which a round cannot fit is refused with the numbers", () => {
		const plan = linePlan(LINE, [group(250, MINUTE)]);
		expect(plan.verdict).toBe("too-short");
		expect(planFailure(plan)).toMatchObject({
			code: "interval-too-short",
			details: { interval: 60, least: 106.6, meters: 250, utilisation: 177.6, schedule: "60 s" },
		});
	});

	test("a round that fits only if the meters are quick is tight", () => {
		expect(linePlan(LINE, [group(250, 2 * MINUTE)])).toMatchObject({ verdict: "tight" });
	});

	test("groups that fit alone may be too much together", () => {
		const groups = [group(60, MINUTE / 2), group(100, MINUTE)];
		for (const one of groups) expect(linePlan(LINE, [one]).verdict).not.toBe("too-short");
		const plan = linePlan(LINE, groups);
		expect(plan.verdict).toBe("too-short");
		expect(planFailure(plan)?.details).toMatchObject({ interval: 30, meters: 160, utilisation: 156.3 });
	});

	test("a rare long round delays a frequent short one by its own length at most", () => {
		const plan = linePlan(LINE, [group(2, MINUTE / 6), group(250, DAY)]);
		expect(plan.verdict).toBe("fits");
		const [quick, long] = plan.groups;
		expect(quick?.worst.leastMs).toBeCloseTo((5 / 2) * (quick?.round.leastMs ?? 0), 3);
		expect(long?.worst.mostMs).toBeGreaterThan(long?.round.mostMs ?? 0);
	});

	test("secondary addresses and uneven times count", () => {
		const primary = linePlan(LINE, [group(100, 5 * MINUTE)]);
		const secondary = linePlan(LINE, [group(0, 5 * MINUTE, { secondary: 100 })]);
		expect(secondary.coincidence.leastMs).toBeGreaterThan(primary.coincidence.leastMs);
		const uneven = linePlan(LINE, [group(200, MINUTE, { meanMs: DAY })]);
		expect(uneven).toMatchObject({ verdict: "too-short" });
		expect(uneven.utilisation.least).toBeLessThan(0.01);
	});

	test("a line without meters has nothing to do", () => {
		expect(linePlan(LINE, [group(0, MINUTE)])).toMatchObject({ verdict: "fits", meters: 0, groups: [] });
	});
});

/** Rounds that take turns meter by meter, all due at once and every time they may be: the longest of a group. */
function played(readMs: number, groups: readonly PlannedGroup[]): number[] {
	const open = groups.map(({ primary }) => ({ left: primary, since: 0 }));
	const longest = groups.map(() => 0);
	let now = 0;
	for (let turn = 0; now < 10 * MINUTE && turn < 100_000; turn += 1) {
		const index = turn % groups.length;
		const [own, job] = [groups[index], open[index]];
		if (own === undefined || job === undefined) break;
		if (job.left === 0 && now >= job.since + own.shortestMs)
			Object.assign(job, { left: own.primary, since: job.since + own.shortestMs });
		if (job.left > 0) {
			now += readMs;
			job.left -= 1;
			if (job.left === 0) longest[index] = Math.max(longest[index] ?? 0, now - job.since);
		} else now += 0.001;
	}
	return longest;
}

test("no round that is played takes longer than the worst case computed, where that fits", () => {
	const any = fc.array(
		fc.record({ meters: fc.integer({ min: 1, max: 40 }), steps: fc.integer({ min: 20, max: 200 }) }),
		{ minLength: 1, maxLength: 4 },
	);
	fc.assert(
		fc.property(any, (wanted) => {
			const groups = wanted.map(({ meters, steps }) => group(meters, steps * 1000));
			const plan = linePlan(LINE, groups);
			if (!plan.groups.every(({ worst, shortestMs }) => worst.leastMs <= shortestMs)) return;
			const readMs = linePlan(LINE, [group(1, DAY)]).coincidence.leastMs;
			for (const [index, ms] of played(readMs, groups).entries()) {
				expect(ms).toBeLessThanOrEqual((plan.groups[index]?.worst.leastMs ?? 0) + 1);
			}
		}),
		{ numRuns: 50 },
	);
});
