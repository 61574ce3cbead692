import { Failure } from "../../model/failure.ts";
import { FLAG } from "../flags.ts";
import { type BoundaryOptions, boundaryValue } from "./boundary.ts";
import { type CounterChange, countedOf } from "./consumption.ts";
import type { HistoryQuery } from "./history-query.ts";
import { plainOf, textOf } from "./number-text.ts";
import { type Points, pointsWithout, validPoints } from "./points.ts";
import { coverageOf, pointsWithin, type StepValue, statisticOf, usualSpacing } from "./statistics.ts";
import { type Steps, stepsOf } from "./steps.ts";
import { thinned } from "./thin.ts";

/** A series' readings of the needed period, and what is known around them. */
export interface Material {
	readonly points: Points;
	readonly changes: readonly CounterChange[];
	readonly kind: "gauge" | "counter" | "state";
	/** True where nothing was read before the first, or after the last of the points. */
	readonly isStart: boolean;
	readonly isEnd: boolean;
}

/** Answered columns; see `HistorySeries`. */
export interface Summary {
	readonly t: Float64Array;
	readonly v: Float64Array;
	readonly q: Uint16Array;
	readonly count?: Uint32Array;
	readonly coverage?: Float32Array;
	readonly exact?: readonly string[];
	readonly thinned: boolean;
}

interface StepRow {
	readonly start: number;
	readonly value: StepValue;
	readonly flags: number;
	readonly count: number;
	readonly coverage: number;
}

/** A value holds for two usual distances at most. */
const HELD_DISTANCES = 2;
const STATE_AGGREGATES = ["first", "last", "count"];

function flagsWithin(points: Points, from: number, to: number): number {
	let flags = 0;
	for (let index = from; index < to; index += 1) flags |= points.flags[index] ?? 0;
	return flags;
}

function* statisticRows(query: HistoryQuery, { bounds }: Steps, points: Points): Generator<StepRow> {
	const { aggregate } = query;
	if (aggregate === "delta") return;
	const holdMs = HELD_DISTANCES * usualSpacing(points.times);
	for (let index = 0; index + 1 < bounds.length; index += 1) {
		const [start, end] = [bounds[index] ?? 0, bounds[index + 1] ?? 0];
		const [from, to] = pointsWithin(points, start, end);
		if (from === to) continue;
		const stretch = { points, from, to, start, end, holdMs };
		const value = statisticOf(aggregate, stretch);
		yield { start, value, flags: flagsWithin(points, from, to), count: to - from, coverage: coverageOf(stretch) };
	}
}

function* deltaRows(query: HistoryQuery, steps: Steps, material: Material): Generator<StepRow> {
	// What a device said while it reported an error is no step of its counter.
	const points = pointsWithout(material.points, FLAG.suspect | FLAG.deviceError);
	const counted = countedOf(points, material.changes);
	const { boundary: rule = "nearest" } = query;
	// Who names a window wants whole steps only.
	const isLenient = query.windowMs === undefined;
	const [isStart, isEnd] = [isLenient && material.isStart, isLenient && material.isEnd];
	const options: BoundaryOptions = { rule, windowMs: steps.windowMs, isStart, isEnd };
	const holdMs = HELD_DISTANCES * usualSpacing(points.times);
	const { bounds } = steps;
	for (let index = 0; index + 1 < bounds.length; index += 1) {
		const [start, end] = [bounds[index] ?? 0, bounds[index + 1] ?? 0];
		const isOutside = end <= (points.times[0] ?? 0) || start >= (points.times.at(-1) ?? 0);
		const first = boundaryValue(counted, start, options);
		const last = boundaryValue(counted, end, options);
		// Beyond the ends nothing was consumed, as nothing is known.
		if (first === null || last === null || isOutside) continue;
		const mantissa = last.total - first.total;
		const [from, to] = pointsWithin(points, start, end);
		const flags = first.flags | last.flags | flagsWithin(points, from, to);
		const coverage = coverageOf({ points, from, to, start, end, holdMs });
		yield { start, value: { mantissa, plain: Number(mantissa) }, flags, count: to - from, coverage };
	}
}

function stepped(query: HistoryQuery, rows: readonly StepRow[], points: Points): Summary {
	const exponent = query.aggregate === "count" ? 0 : points.exponent;
	return {
		t: Float64Array.from(rows, ({ start }) => start),
		v: Float64Array.from(rows, ({ value }) => plainOf(value, exponent)),
		q: Uint16Array.from(rows, ({ flags }) => flags),
		count: Uint32Array.from(rows, ({ count }) => count),
		coverage: Float32Array.from(rows, ({ coverage }) => coverage),
		...(query.exact === true ? { exact: rows.map(({ value }) => textOf(value, exponent)) } : {}),
		thinned: false,
	};
}

/** Mantissas in their unit; what was answered as null is NaN. */
function plainValues({ values, wide, exponent, flags }: Points): Float64Array {
	const plain = new Float64Array(values.length);
	const isSimple = exponent <= 0 && exponent >= -22 && wide === null;
	const divisor = isSimple ? 10 ** -exponent : 1;
	for (let index = 0; index < plain.length; index += 1) {
		const value = values[index] ?? 0;
		plain[index] = isSimple ? value / divisor : plainOf({ mantissa: wide?.[index] ?? null, plain: value }, exponent);
		if (((flags[index] ?? 0) & FLAG.invalid) !== 0) plain[index] = Number.NaN;
	}
	return plain;
}

function exactTexts({ values, wide, exponent, flags, isExact }: Points): string[] {
	return Array.from(values, (plain, index) => {
		if (((flags[index] ?? 0) & FLAG.invalid) !== 0) return "";
		return textOf({ mantissa: isExact ? (wide?.[index] ?? BigInt(plain)) : null, plain }, exponent);
	});
}

function picked<T extends Float64Array | Uint16Array>(column: T, indexes: Uint32Array, into: T): T {
	for (let index = 0; index < indexes.length; index += 1) into[index] = column[indexes[index] ?? 0] ?? 0;
	return into;
}

/** Every reading as it is. */
function raw(query: HistoryQuery, points: Points): Summary {
	// A copy: what the store keeps decoded must not leave its thread.
	const [times, values, { flags }] = [points.times.slice(), plainValues(points), points];
	const texts = query.exact === true ? exactTexts(points) : null;
	const chosen = query.maxPoints === undefined ? null : thinned(values, query.maxPoints);
	if (chosen === null)
		return { t: times, v: values, q: flags, ...(texts === null ? {} : { exact: texts }), thinned: false };
	const { length } = chosen;
	return {
		t: picked(times, chosen, new Float64Array(length)),
		v: picked(values, chosen, new Float64Array(length)),
		q: picked(flags, chosen, new Uint16Array(length)),
		...(texts === null ? {} : { exact: Array.from(chosen, (index) => texts[index] ?? "") }),
		thinned: true,
	};
}

/** The answer for one series; `known` are the steps of the question where somebody has them. Throws Failure `schedule`, `time-zone`, and `input` for an aggregate that a state, or what is no counter, does not have. */
export function summarize(query: HistoryQuery, material: Material, known: Steps | null = null): Summary {
	if (query.step === "raw") return raw(query, material.points);
	const { kind, points } = material;
	const isPossible =
		kind === "state" ? STATE_AGGREGATES.includes(query.aggregate) : points.isExact || query.aggregate !== "delta";
	if (!isPossible) throw new Failure("input", { field: "aggregate", value: query.aggregate });
	const steps = known ?? stepsOf(query);
	const valid = validPoints(points);
	const rows =
		query.aggregate === "delta"
			? deltaRows(query, steps, { ...material, points: valid })
			: statisticRows(query, steps, valid);
	return stepped(query, [...rows], valid);
}
