import { FLAG } from "../flags.ts";
import type { Points } from "./points.ts";

/** Both readings of an exchange, in the unit of the points; null where one is not known. */
export interface CounterChange {
	readonly time: number;
	readonly before: bigint | null;
	readonly after: bigint | null;
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

/** From the old meter's last reading to the new one's first; the old one's end is counted where the exchange was. */
function across(draft: Draft, points: Points, index: number, change: CounterChange | undefined): bigint {
	const total = draft.total.at(-1) ?? 0n;
	if (change === undefined) return total;
	const last = valueAt(points, index - 1);
	const first = valueAt(points, index);
	const ended = total + ((change.before ?? last) - last);
	const previous = draft.times.at(-1) ?? 0;
	if (change.time > previous && change.time < (points.times[index] ?? 0))
		push(draft, { time: change.time, total: ended, isBreak: true, flags: FLAG.discontinuity });
	return ended + (first - (change.after ?? first));
}

/** Adds a counter's steps up over resets, roll-overs and exchanges. Points must be without suspects. */
export function countedOf(points: Points, changes: readonly CounterChange[]): Counted {
	const draft: Draft = { times: [], total: [], isBreak: [], flags: [] };
	let total = 0n;
	for (let index = 0; index < points.times.length; index += 1) {
		const time = points.times[index] ?? 0;
		const isBreak = index > 0 && points.epochs[index] !== points.epochs[index - 1];
		if (isBreak) {
			const from = points.times[index - 1] ?? 0;
			total = across(
				draft,
				points,
				index,
				changes.find((change) => change.time > from && change.time <= time),
			);
		} else if (index > 0) total += within(points, index);
		push(draft, { time, total, isBreak, flags: points.flags[index] ?? 0 });
	}
	return { ...draft, times: Float64Array.from(draft.times), flags: Uint16Array.from(draft.flags) };
}
