import { FLAG } from "../flags.ts";
import { lowerBound } from "../lower-bound.ts";
import { withoutOdd } from "./odd-values.ts";
import type { Points } from "./points.ts";

/** Both readings of an exchange, in the unit of the points; null where one is not known. */
export interface CounterChange {
	readonly time: number;
	readonly before: bigint | null;
	readonly after: bigint | null;
	/** True where it was found in the readings, false where a user said so. */
	readonly isFound?: boolean;
}

/** What a counter has counted since its first point: exact, and never falling. */
export interface Counted {
	readonly times: Float64Array;
	readonly total: readonly bigint[];
	/** True for a point with which another count began. */
	readonly isBreak: readonly boolean[];
	readonly flags: Uint16Array;
}

interface Draft {
	readonly times: number[];
	readonly total: bigint[];
	readonly isBreak: boolean[];
	readonly flags: number[];
}

interface Count {
	readonly time: number;
	readonly total: bigint;
	readonly isBreak: boolean;
	readonly flags: number;
}

function push(draft: Draft, { time, total, isBreak, flags }: Count): void {
	draft.times.push(time);
	draft.total.push(total);
	draft.isBreak.push(isBreak);
	draft.flags.push(flags);
}

function valueAt({ wide, values }: Points, index: number): bigint {
	return wide?.[index] ?? BigInt(Math.round(values[index] ?? 0));
}

/** Within one count: a fall is a roll-over where it was found to be one, and otherwise nothing was counted. */
function within(points: Points, index: number): bigint {
	const ahead = valueAt(points, index) - valueAt(points, index - 1);
	if (ahead >= 0n) return ahead;
	const isRollover = ((points.flags[index] ?? 0) & FLAG.discontinuity) !== 0 && points.modulus !== null;
	return isRollover ? ahead + BigInt(Math.round(points.modulus ?? 0)) : 0n;
}

/** From one value typed in or read to the next, perhaps over a roll-over: never backwards, whatever was typed in. */
function forwards({ modulus }: Points, from: bigint, to: bigint): bigint {
	if (to >= from) return to - from;
	if (modulus === null) return 0n;
	const range = BigInt(Math.round(modulus));
	const around = to - from + range;
	return around * 10n < range ? around : 0n;
}

/** From the old meter's last reading to the new one's first; the old one's end is counted where the exchange was. */
function across(draft: Draft, points: Points, index: number, changes: readonly CounterChange[]): bigint {
	let total = draft.total.at(-1) ?? 0n;
	const first = valueAt(points, index);
	let shown: bigint | null = valueAt(points, index - 1);
	for (const { time, before, after } of changes) {
		if (shown !== null && before !== null) total += forwards(points, shown, before);
		shown = after;
		const previous = draft.times.at(-1) ?? 0;
		if (time > previous && time < (points.times[index] ?? 0))
			push(draft, { time, total, isBreak: true, flags: FLAG.discontinuity });
	}
	return changes.length === 0 || shown === null ? total : total + forwards(points, shown, first);
}

/** What a user says stands for what was found; of two changes at one time the first counts. */
function decided(changes: readonly CounterChange[]): readonly CounterChange[] {
	if (changes.length < 2) return changes;
	const said = changes.filter(({ isFound }) => isFound !== true);
	if (said.length === 0) return changes.slice(0, 1);
	return said.filter(({ time }, index) => time !== said[index - 1]?.time);
}

/** The changes before each point and after the one before it; only points that have any. */
function changesByPoint({ times }: Points, changes: readonly CounterChange[]): Map<number, readonly CounterChange[]> {
	const byPoint = new Map<number, CounterChange[]>();
	for (const change of changes) {
		const index = lowerBound(times, change.time);
		if (index > 0 && index < times.length) byPoint.set(index, [...(byPoint.get(index) ?? []), change]);
	}
	return new Map(Array.from(byPoint, ([index, found]) => [index, decided(found)]));
}

function believed(points: Points, changes: readonly CounterChange[]): Points {
	const changed = changesByPoint(points, changes);
	return withoutOdd(points, (index) => changed.has(index) || points.epochs[index] !== points.epochs[index - 1]);
}

/** Adds a counter's steps up over resets, roll-overs and exchanges. Points must be without suspects; changes in the order of time. */
export function countedOf(all: Points, changes: readonly CounterChange[]): Counted {
	const points = believed(all, changes);
	const draft: Draft = { times: [], total: [], isBreak: [], flags: [] };
	let total = 0n;
	const changed = changesByPoint(points, changes);
	for (let index = 0; index < points.times.length; index += 1) {
		const time = points.times[index] ?? 0;
		const here = changed.get(index) ?? [];
		// An exchange that was made known later lies within one epoch.
		const isBreak = index > 0 && (here.length > 0 || points.epochs[index] !== points.epochs[index - 1]);
		if (isBreak) total = across(draft, points, index, here);
		else if (index > 0) total += within(points, index);
		push(draft, { time, total, isBreak, flags: points.flags[index] ?? 0 });
	}
	return { ...draft, times: Float64Array.from(draft.times), flags: Uint16Array.from(draft.flags) };
}
