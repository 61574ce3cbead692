import { lowerBound } from "../lower-bound.ts";
import type { HistoryAggregate } from "./history-query.ts";
import type { Points } from "./points.ts";

/** The value of a step: a mantissa with the exponent of the points, or a plain number. */
export interface StepValue {
	readonly mantissa: bigint | null;
	readonly plain: number;
}

/** The points of one step. */
export interface Stretch {
	readonly points: Points;
	readonly from: number;
	/** Index behind the last. */
	readonly to: number;
	readonly start: number;
	readonly end: number;
	/** Longest time for which a value holds, ms. */
	readonly holdMs: number;
}

function pointAt({ wide, values, isExact }: Points, index: number): StepValue {
	const plain = values[index] ?? Number.NaN;
	return { mantissa: isExact ? (wide?.[index] ?? BigInt(plain)) : null, plain };
}

/** Index of the lowest (sign 1) or highest (sign −1) value. */
function extreme({ points, from, to }: Stretch, sign: number): number {
	let best = from;
	for (let index = from + 1; index < to; index += 1) {
		const [a, b] = [points.wide?.[index], points.wide?.[best]];
		const isBetter =
			a !== undefined && b !== undefined
				? sign > 0
					? a < b
					: a > b
				: sign * ((points.values[index] ?? 0) - (points.values[best] ?? 0)) < 0;
		if (isBetter) best = index;
	}
	return best;
}

function sum({ points, from, to }: Stretch): StepValue {
	if (points.isExact) {
		let total = 0n;
		for (let index = from; index < to; index += 1) total += points.wide?.[index] ?? BigInt(points.values[index] ?? 0);
		return { mantissa: total, plain: Number(total) };
	}
	let total = 0;
	for (let index = from; index < to; index += 1) total += points.values[index] ?? 0;
	return { mantissa: null, plain: total };
}

/** How long the value at an index holds within its step, ms. */
function held({ points, start, end, holdMs }: Stretch, index: number): number {
	const time = points.times[index] ?? 0;
	const until = Math.min(points.times[index + 1] ?? Number.POSITIVE_INFINITY, time + holdMs, end);
	return Math.max(0, until - Math.max(time, start));
}

/** The value before the step may still hold at its start. */
function heldFrom(stretch: Stretch): number {
	const { from, points } = stretch;
	return from > 0 && held(stretch, from - 1) > 0 && points.times.length > 0 ? from - 1 : from;
}

/** Share of the step for which a value holds, 0–1. */
export function coverageOf(stretch: Stretch): number {
	let covered = 0;
	for (let index = heldFrom(stretch); index < stretch.to; index += 1) covered += held(stretch, index);
	return Math.min(1, covered / (stretch.end - stretch.start));
}

function timeMean(stretch: Stretch): StepValue {
	let [weight, total] = [0, 0];
	for (let index = heldFrom(stretch); index < stretch.to; index += 1) {
		const ms = held(stretch, index);
		weight += ms;
		total += ms * (stretch.points.values[index] ?? 0);
	}
	return weight > 0 ? { mantissa: null, plain: total / weight } : mean(stretch);
}

function mean(stretch: Stretch): StepValue {
	return { mantissa: null, plain: sum(stretch).plain / (stretch.to - stretch.from) };
}

const STATISTICS: Readonly<Record<Exclude<HistoryAggregate, "delta">, (stretch: Stretch) => StepValue>> = {
	min: (stretch) => pointAt(stretch.points, extreme(stretch, 1)),
	max: (stretch) => pointAt(stretch.points, extreme(stretch, -1)),
	first: ({ points, from }) => pointAt(points, from),
	last: ({ points, to }) => pointAt(points, to - 1),
	mean,
	twMean: timeMean,
	sum,
	count: ({ from, to }) => ({ mantissa: null, plain: to - from }),
};

/** The value of a step with at least one point. */
export function statisticOf(aggregate: Exclude<HistoryAggregate, "delta">, stretch: Stretch): StepValue {
	return STATISTICS[aggregate](stretch);
}

const SAMPLED = 1000;

/** Usual distance of two points, ms; infinite for fewer than two. */
export function usualSpacing(times: Float64Array): number {
	const gaps: number[] = [];
	const step = Math.max(1, Math.floor(times.length / SAMPLED));
	for (let index = step; index < times.length; index += step) gaps.push((times[index] ?? 0) - (times[index - 1] ?? 0));
	gaps.sort((a, b) => a - b);
	return gaps[gaps.length >>> 1] ?? Number.POSITIVE_INFINITY;
}

/** Indexes [from, to) of the points within a step. */
export function pointsWithin({ times }: Points, start: number, end: number): readonly [from: number, to: number] {
	return [lowerBound(times, start), lowerBound(times, end)];
}
