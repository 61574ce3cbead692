import { FLAG } from "../flags.ts";
import { type Points, pointsAt } from "./points.ts";

/** More than these, and a tenth of the values, are not left out: then nobody knows which are the odd ones. */
const FEW = 3;

/** Index of the first of `tails` whose value is above. */
function firstAbove(tails: readonly number[], values: Float64Array, value: number): number {
	let [low, high] = [0, tails.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((values[tails[middle] ?? 0] ?? 0) > value) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** Indexes within [from, to) of most values that never fall. */
function neverFalling(values: Float64Array, from: number, to: number): number[] {
	const tails: number[] = [];
	const before = new Map<number, number>();
	for (let index = from; index < to; index += 1) {
		const place = firstAbove(tails, values, values[index] ?? 0);
		const previous = tails[place - 1];
		if (previous !== undefined) before.set(index, previous);
		tails[place] = index;
	}
	const kept: number[] = [];
	for (let index = tails.at(-1); index !== undefined; index = before.get(index)) kept.push(index);
	return withNearestStart(values, from, kept.toReversed());
}

/** Of several values with which it could begin the highest: the consumption is then no larger than need be. */
function withNearestStart(values: Float64Array, from: number, kept: readonly number[]): number[] {
	const [own = from, second = Number.POSITIVE_INFINITY, ...rest] = kept;
	const limit = values[second] ?? Number.POSITIVE_INFINITY;
	let best = own;
	for (let index = from; index < Math.min(second, values.length) && kept.length > 0; index += 1) {
		const value = values[index] ?? 0;
		if (value <= limit && value > (values[best] ?? 0)) best = index;
	}
	return kept.length > 1 ? [best, second, ...rest] : [own];
}

function all(from: number, to: number): number[] {
	return Array.from({ length: to - from }, (_, index) => from + index);
}

function believable(values: Float64Array, from: number, to: number): number[] {
	const kept = neverFalling(values, from, to);
	const most = FEW + (to - from) / 10;
	return to - from - kept.length > most ? all(from, to) : kept;
}

function hasFall({ values }: Points): boolean {
	return values.some((value, index) => value < (values[index - 1] ?? value));
}

/**
 * A counter's points without the few that would make it fall: what came late was never held against what came before and after it. `isBreak`
 * says where another count begins.
 */
export function withoutOdd(points: Points, isBreak: (index: number) => boolean): Points {
	if (!hasFall(points)) return points;
	const { length } = points.times;
	const kept: number[] = [];
	let from = 0;
	for (let index = 1; index <= length; index += 1) {
		const isEvent = ((points.flags[index] ?? 0) & FLAG.discontinuity) !== 0;
		if (index < length && !isEvent && !isBreak(index)) continue;
		for (const one of believable(points.values, from, index)) kept.push(one);
		from = index;
	}
	return kept.length === length ? points : pointsAt(points, kept);
}
