import { Failure } from "../../model/failure.ts";
import { type RoundPlan, type RoundTime, roundTime } from "./round-time.ts";

/** Meters of a line that are read at the same times. */
export interface PlannedGroup {
	/** Name of the times, e.g. `PT15M`. */
	readonly schedule: string;
	/** The shortest time between two of them, ms. */
	readonly shortestMs: number;
	/** The mean time between two of them, ms. */
	readonly meanMs: number;
	/** How many meters are reached by their number on the bus, and how many by what is printed on them. */
	readonly primary: number;
	readonly secondary: number;
}

/** What is the same for all meters of a line. */
export type PlannedLine = Omit<RoundPlan, "meters" | "deadMeters" | "addressing">;

/** What one group costs the line. */
export interface GroupLoad extends PlannedGroup {
	readonly meters: number;
	/** All its meters once, with the line to themselves. */
	readonly round: RoundTime;
	/** The same where every other group is due at the same moment: rounds take turns, meter by meter. */
	readonly worst: RoundTime;
	/** Part of the time that it takes of the line; 1 is all of it. */
	readonly utilisation: Share;
}

/** A part of the time, if meters answer as early or as late as they may. */
export interface Share {
	readonly least: number;
	readonly most: number;
}

/** Whether a line keeps up: whatever the meters do, only if they are quick, or never. */
export type Verdict = "fits" | "tight" | "too-short";

/** What all groups together cost the line. */
export interface LinePlan {
	readonly groups: readonly GroupLoad[];
	readonly meters: number;
	/** All meters once: the longest that the line can be asked for at one moment. */
	readonly coincidence: RoundTime;
	readonly utilisation: Share;
	readonly verdict: Verdict;
}

type Bound = "leastMs" | "mostMs";

interface Job {
	readonly meters: number;
	/** Of one meter. */
	readonly readMs: number;
	readonly shortestMs: number;
}

/** Steps after which the search for a worst case that never settles is given up: it is too long by then. */
const MOST_STEPS = 100;

function plus(times: readonly RoundTime[]): RoundTime {
	const sum = (bound: Bound) => times.reduce((total, time) => total + time[bound], 0);
	return { leastMs: sum("leastMs"), mostMs: sum("mostMs") };
}

/** All meters of a group once. */
export function groupRound(line: PlannedLine, { primary, secondary }: PlannedGroup): RoundTime {
	return plus([
		roundTime({ ...line, meters: primary, addressing: "primary" }),
		roundTime({ ...line, meters: secondary, addressing: "secondary" }),
	]);
}

/** Every other group comes in at most once between two meters, and never more often than it has meters to read. */
function worstMs(own: Job, others: readonly Job[]): number {
	const alone = own.meters * own.readMs;
	let length = alone;
	for (let step = 0; step < MOST_STEPS && length <= own.shortestMs; step += 1) {
		const inBetween = others.map(({ meters, readMs, shortestMs }) => {
			return readMs * Math.min(own.meters + 1, meters * Math.ceil(length / shortestMs));
		});
		const next = alone + inBetween.reduce((sum, ms) => sum + ms, 0);
		if (next === length) break;
		length = next;
	}
	return length;
}

function shareOf(round: RoundTime, meanMs: number): Share {
	return { least: round.leastMs / meanMs, most: round.mostMs / meanMs };
}

function loadsOf(line: PlannedLine, groups: readonly PlannedGroup[]): GroupLoad[] {
	const rounds = groups.map((group) => ({
		group,
		meters: group.primary + group.secondary,
		round: groupRound(line, group),
	}));
	const jobs = (bound: Bound): Job[] =>
		rounds.map(({ group, meters, round }) => {
			return { meters, readMs: round[bound] / Math.max(1, meters), shortestMs: group.shortestMs };
		});
	const worst = (index: number, bound: Bound): number => {
		const all = jobs(bound);
		const own = all[index];
		return own === undefined ? 0 : worstMs(own, all.toSpliced(index, 1));
	};
	return rounds.map(({ group, meters, round }, index) => ({
		...group,
		meters,
		round,
		worst: { leastMs: worst(index, "leastMs"), mostMs: worst(index, "mostMs") },
		utilisation: shareOf(round, group.meanMs),
	}));
}

function verdictOf(groups: readonly GroupLoad[], utilisation: Share): Verdict {
	const keeps = (time: (group: GroupLoad) => number) => groups.every((group) => time(group) <= group.shortestMs);
	if (utilisation.least > 1 || !keeps(({ round }) => round.leastMs)) return "too-short";
	return utilisation.most <= 1 && keeps(({ worst }) => worst.mostMs) ? "fits" : "tight";
}

/** Computes what reading all groups of a line at their times costs it. */
export function linePlan(line: PlannedLine, groups: readonly PlannedGroup[]): LinePlan {
	const loads = loadsOf(
		line,
		groups.filter(({ primary, secondary }) => primary + secondary > 0),
	);
	const utilisation = {
		least: loads.reduce((sum, load) => sum + load.utilisation.least, 0),
		most: loads.reduce((sum, load) => sum + load.utilisation.most, 0),
	};
	return {
		groups: loads,
		meters: loads.reduce((sum, { meters }) => sum + meters, 0),
		coincidence: plus(loads.map(({ round }) => round)),
		utilisation,
		verdict: verdictOf(loads, utilisation),
	};
}

const seconds = (ms: number) => Math.round(ms / 100) / 10;
const percent = (share: number) => Math.round(share * 1000) / 10;

/**
 * Failure `interval-too-short` where a line cannot keep up, whatever its meters do; null where it may. Details: interval,
 * least (what its meters take, s), meters, utilisation (of the whole line, %), schedule.
 */
export function planFailure({ groups, meters, utilisation, verdict }: LinePlan): Failure | null {
	if (verdict !== "too-short") return null;
	const alone = groups.find(({ round, shortestMs }) => round.leastMs > shortestMs);
	const [heaviest] = groups.toSorted((left, right) => right.utilisation.least - left.utilisation.least);
	const group = alone ?? heaviest;
	if (group === undefined) return null;
	// Together they take more than there is: what is due within an interval of the group that takes most.
	const least = alone === undefined ? utilisation.least * group.shortestMs : group.round.leastMs;
	return new Failure("interval-too-short", {
		interval: seconds(group.shortestMs),
		least: seconds(least),
		meters: alone === undefined ? meters : group.meters,
		utilisation: percent(utilisation.least),
		schedule: group.schedule,
	});
}
