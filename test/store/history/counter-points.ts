import { FLAG } from "../../../lib/store/flags.ts";
import type { CounterChange } from "../../../lib/store/history/consumption.ts";
import type { HistoryQuery } from "../../../lib/store/history/history-query.ts";
import type { Points } from "../../../lib/store/history/points.ts";
import { type Material, type Summary, summarize } from "../../../lib/store/history/summarize.ts";

/** 2026-03-01, 00:00 UTC. */
export const START = Date.UTC(2026, 2, 1);

/** UTC ms of `hh:mm` of that day, also beyond 24:00. */
export function at(clock: string): number {
	const [hours, minutes] = clock.split(":");
	return START + Number(hours) * 3_600_000 + Number(minutes) * 60_000;
}

/** A reading of a counter, and what is known of it. */
export interface Shown {
	readonly time: number;
	readonly value: number;
	readonly flags?: number;
	readonly epoch?: number;
}

/** Points of readings in the order of time. */
export function pointsOf(shown: readonly Shown[], more: Partial<Points> = {}): Points {
	return {
		times: Float64Array.from(shown, ({ time }) => time),
		values: Float64Array.from(shown, ({ value }) => value),
		wide: null,
		flags: Uint16Array.from(shown, ({ flags = 0 }) => flags),
		epochs: Int32Array.from(shown, ({ epoch = 0 }) => epoch),
		modulus: 1e8,
		exponent: 0,
		isExact: true,
		...more,
	};
}

/** A question for a day in quarter hours of UTC. */
export function asked(more: Partial<HistoryQuery> = {}): HistoryQuery {
	const period = { from: START, to: START + 86_400_000, step: "PT15M", zone: "Etc/UTC" };
	return { series: [], ...period, aggregate: "delta", exact: true, ...more };
}

/** What a counter consumed. */
export function consumed(
	query: HistoryQuery,
	shown: readonly Shown[],
	more: Partial<Material> & { readonly changes?: readonly CounterChange[] } = {},
): Summary {
	const material = { points: pointsOf(shown), changes: [], kind: "counter", isStart: false, isEnd: false } as const;
	return summarize(query, { ...material, ...more });
}

/** `hh:mm=value` for each row, with a star where it is estimated. */
export function told({ t, v, q }: Summary): string[] {
	return Array.from(t, (time, index) => {
		const star = ((q[index] ?? 0) & FLAG.estimated) === 0 ? "" : "*";
		return `${new Date(time).toISOString().slice(11, 16)}=${v[index]}${star}`;
	});
}
