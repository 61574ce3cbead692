import { FLAG } from "../flags.ts";
import { lowerBound } from "../lower-bound.ts";
import type { Counted } from "./consumption.ts";
import type { BoundaryRule } from "./history-query.ts";

/** What a counter showed at a boundary. */
export interface BoundaryValue {
	readonly total: bigint;
	readonly flags: number;
}

/** How boundaries are looked up. */
export interface BoundaryOptions {
	readonly rule: BoundaryRule;
	/** Longest distance of a reading from its boundary, ms. */
	readonly windowMs: number;
	/** True where nothing was read before the first, or after the last point: the count begins, or ends for now, within a step. */
	readonly isStart: boolean;
	readonly isEnd: boolean;
}

function at({ total, flags }: Counted, index: number): BoundaryValue {
	return { total: total[index] ?? 0n, flags: flags[index] ?? 0 };
}

function nearest(counted: Counted, time: number, windowMs: number): BoundaryValue | null {
	const next = lowerBound(counted.times, time);
	const after = (counted.times[next] ?? Number.POSITIVE_INFINITY) - time;
	const before = time - (counted.times[next - 1] ?? Number.NEGATIVE_INFINITY);
	if (Math.min(before, after) > windowMs) return null;
	return at(counted, before <= after ? next - 1 : next);
}

function lastBefore(counted: Counted, time: number, windowMs: number): BoundaryValue | null {
	const next = lowerBound(counted.times, time);
	if (counted.times[next] === time) return at(counted, next);
	return time - (counted.times[next - 1] ?? Number.NEGATIVE_INFINITY) <= windowMs ? at(counted, next - 1) : null;
}

/** Linear between two neighbours that are not too far apart, and of one count. */
function interpolated(counted: Counted, time: number, windowMs: number): BoundaryValue | null {
	const next = lowerBound(counted.times, time);
	if (counted.times[next] === time) return at(counted, next);
	const [from, to] = [counted.times[next - 1], counted.times[next]];
	if (from === undefined || to === undefined || to - from > windowMs) return null;
	const isEvent = counted.isBreak[next] === true || ((counted.flags[next] ?? 0) & FLAG.discontinuity) !== 0;
	if (isEvent) return null;
	const [low, high] = [at(counted, next - 1), at(counted, next)];
	const share = (high.total - low.total) * BigInt(Math.round(time - from));
	const total = low.total + share / BigInt(Math.round(to - from));
	return { total, flags: low.flags | high.flags | FLAG.estimated };
}

const RULES = { nearest, "last-before": lastBefore, interpolate: interpolated } as const;

/** The count at a boundary; null where no reading says it: a gap stays a gap. */
export function boundaryValue(counted: Counted, time: number, options: BoundaryOptions): BoundaryValue | null {
	const { length } = counted.times;
	if (length === 0) return null;
	const found = RULES[options.rule](counted, time, options.windowMs);
	if (found !== null) return found;
	if (options.isStart && time < (counted.times[0] ?? 0)) return at(counted, 0);
	return options.isEnd && time > (counted.times[length - 1] ?? 0) ? at(counted, length - 1) : null;
}
