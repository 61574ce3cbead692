import { Failure } from "../../model/failure.ts";
import { Grid, nominalLength, parseInterval } from "../../model/interval.ts";
import { Zone } from "../../model/zone.ts";
import type { HistoryQuery } from "./history-query.ts";

const FIVE_MINUTES = 300_000;
const DAY = 86_400_000;
/** 9999-01-01: local time of a later year has no usual text. */
const LATEST = Date.UTC(9999, 0);
/** More steps than this are a mistake. */
const MOST_STEPS = 1_000_000;

/** The steps of a question: `bounds[i]` to `bounds[i + 1]`, UTC ms. */
export interface Steps {
	readonly bounds: Float64Array;
	/** Usual length of a step, ms. */
	readonly nominalMs: number;
	/** Longest distance of a counter's reading from its boundary, ms. */
	readonly windowMs: number;
}

/** How far from a boundary a reading may be, by the rule of the question. */
function windowOf({ boundary = "nearest", windowMs }: HistoryQuery, nominalMs: number): number {
	if (windowMs !== undefined) return windowMs;
	if (boundary === "nearest") return Math.min(nominalMs / 2, FIVE_MINUTES);
	return boundary === "last-before" ? nominalMs : 2 * nominalMs;
}

/** The steps that begin within the period; steps below a day start at local midnight and run in elapsed time. Throws Failure `schedule`, `time-zone`, `input` (more than a million steps, a time beyond the year 9999). */
export function stepsOf(query: HistoryQuery): Steps {
	const { from, to, step, zone } = query;
	const interval = parseInterval(step);
	const grid = new Grid(interval, new Zone(zone));
	const nominalMs = nominalLength(interval);
	for (const [field, time] of Object.entries({ from, to }))
		if (!(Math.abs(time) <= LATEST)) throw new Failure("input", { field, value: time });
	if ((to - from) / nominalMs > MOST_STEPS) throw new Failure("input", { field: "step", value: step });
	const bounds: number[] = [];
	for (let bound = grid.floor(from); bound < to; bound = grid.next(bound)) bounds.push(bound);
	const last = bounds.at(-1);
	if (last !== undefined) bounds.push(grid.next(last));
	return { bounds: Float64Array.from(bounds), nominalMs, windowMs: windowOf(query, nominalMs) };
}

/** Rows that a question needs, UTC ms; `known` are its steps where somebody has them. Throws as `stepsOf`. */
export function neededPeriod(
	query: HistoryQuery,
	known: Steps | null = null,
): { readonly from: number; readonly to: number } {
	if (query.step === "raw") return { from: query.from, to: query.to };
	const { bounds, nominalMs, windowMs } = known ?? stepsOf(query);
	const [first, last] = [bounds[0] ?? query.from, bounds.at(-1) ?? query.to];
	// What was read before still holds when the first step begins.
	if (query.aggregate !== "delta") return { from: first - Math.min(2 * nominalMs, DAY), to: last };
	return { from: first - windowMs, to: last + windowMs + 1 };
}
