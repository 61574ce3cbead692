import { parseDecimal } from "../../model/decimal.ts";
import type { SeriesRows } from "../chunk/series-rows.ts";
import type { Segment, Series } from "../engine/segment.ts";
import type { StoreCore } from "../engine/store-core.ts";
import type { SqlRow } from "../engine/store-driver.ts";
import type { CounterChange } from "./consumption.ts";
import type { HistoryQuery, HistorySeries, SeriesName } from "./history-query.ts";
import { exactPoints, type HistorySegment, pointsOf } from "./points.ts";
import { neededPeriod, type Steps, stepsOf } from "./steps.ts";
import { summarize } from "./summarize.ts";

type Part = HistorySegment & { readonly segment: Segment };

function modulusOf({ modulus, exponent }: Segment): number | null {
	return modulus === null || parseDecimal(modulus) === null ? null : Math.round(Number(modulus) / 10 ** exponent);
}

/** Segments with the unit and the kind of values that the newest one has: others cannot be drawn on one line with it. */
function alike(series: Series): Segment[] {
	const newest = series.latest?.segment ?? series.segments.at(-1);
	if (newest === undefined) return [];
	return series.segments.filter(
		({ unit, value, quantity }) => unit === newest.unit && value === newest.value && quantity === newest.quantity,
	);
}

/** An exchange or a reset, in the unit of a segment of its own. */
interface KeptChange extends CounterChange {
	readonly exponent: number;
}

function changesOf(core: StoreCore, segments: readonly Segment[]): KeptChange[] {
	const sids = segments.map(({ sid }) => sid).join(",");
	// What a user says comes before what was found.
	const sql = `SELECT sid, ts, CAST(before AS TEXT) AS before, CAST(after AS TEXT) AS after, by FROM meter_event
		WHERE sid IN (${sids}) AND type IN ('replaced', 'reset') ORDER BY ts, by = 'automatic', id DESC`;
	const bySid = new Map(segments.map((segment) => [segment.sid, segment]));
	const mantissa = (value: SqlRow[string] | undefined) => (typeof value === "string" ? BigInt(value) : null);
	return core.driver
		.prepare(sql)
		.all()
		.map((row: SqlRow) => ({
			time: Number(row["ts"]),
			before: mantissa(row["before"]),
			after: mantissa(row["after"]),
			isFound: row["by"] === "automatic",
			exponent: bySid.get(Number(row["sid"]))?.exponent ?? 0,
		}));
}

function scaled({ time, before, after, isFound = false, exponent: own }: KeptChange, exponent: number): CounterChange {
	const factor = 10n ** BigInt(own - exponent);
	const inUnit = (value: bigint | null) => (value === null ? null : value * factor);
	return { time, before: inUnit(before), after: inUnit(after), isFound };
}

type Head = Pick<HistorySeries, "device" | "datapoint" | "quantity" | "unit" | "kind">;

function headOf({ device, datapoint }: SeriesName, series: Series | null): Head {
	const newest = series?.segments.at(-1);
	const { quantity = "unknown", unit = "", kind = "gauge" } = newest ?? {};
	return { device, datapoint, quantity, unit, kind };
}

function empty(head: Head): HistorySeries {
	return { ...head, t: new Float64Array(0), v: new Float64Array(0), q: new Uint16Array(0), thinned: false };
}

/** A question and its steps, which are the same for all its series; null for raw readings. */
interface Question {
	readonly query: HistoryQuery;
	readonly steps: Steps | null;
}

/** Texts are summarized by their numbers. Throws Failure `input` for an aggregate that texts do not have. */
function textAnswer(core: StoreCore, { query, steps }: Question, head: Head, parts: readonly Part[]): HistorySeries {
	const { maxPoints: _, exact: __, ...asIs } = query;
	const points = pointsOf(parts);
	const summary = summarize(asIs, { points, changes: [], kind: "state", isStart: false, isEnd: false }, steps);
	if (query.step !== "raw" && query.aggregate === "count") return { ...head, ...summary };
	const isKnown = (id: number) => !Number.isNaN(id);
	return {
		...head,
		...summary,
		v: new Float64Array(summary.v.length).fill(Number.NaN),
		text: Array.from(summary.v, (id) => (isKnown(id) ? core.texts.textOf(id) : "")),
	};
}

/** A series asked for, with the segments that answer. */
interface Asked {
	readonly name: SeriesName;
	readonly series: Series | null;
	readonly segments: readonly Segment[];
}

function asked(core: StoreCore, name: SeriesName): Asked {
	const series = core.book.find(name.device, name.datapoint);
	if (series === null || series.isHidden) return { name, series: null, segments: [] };
	if (series.latest === undefined) core.recall(series);
	return { name, series, segments: alike(series) };
}

function answerSeries(
	core: StoreCore,
	question: Question,
	{ name, series, segments }: Asked,
	found: ReadonlyMap<number, SeriesRows>,
): HistorySeries {
	const { query, steps } = question;
	const parts = segments.flatMap((segment): Part[] => {
		const rows = found.get(segment.sid);
		return rows === undefined ? [] : [{ rows, epoch: segment.epoch, modulus: modulusOf(segment), segment }];
	});
	const [first] = parts;
	const head = headOf(name, series);
	if (series === null || first === undefined) return empty(head);
	if (first.segment.value === "text" || first.segment.value === "decimal")
		return textAnswer(core, question, head, parts);
	const isDelta = query.step !== "raw" && query.aggregate === "delta";
	const kept = isDelta ? changesOf(core, segments) : [];
	const finest = Math.min(...kept.map(({ exponent }) => exponent), 400);
	const joined = pointsOf(parts, finest);
	const points = isDelta ? exactPoints(joined, finest) : joined;
	const changes = kept.map((change) => scaled(change, points.exponent));
	const isEnd = (series.latest?.time ?? 0) <= (points.times.at(-1) ?? 0);
	const isStart = isDelta && core.answers.firstTime(series) >= (points.times[0] ?? 0);
	return { ...head, ...summarize(query, { points, changes, kind: head.kind, isStart, isEnd }, steps) };
}

/** Answers a question, with one look at the file for all its series. Throws Failure `schedule`, `time-zone`, `input`. */
export function answerHistory(core: StoreCore, query: HistoryQuery): HistorySeries[] {
	const all = query.series.map((name) => asked(core, name));
	const steps = query.step === "raw" ? null : stepsOf(query);
	const { from, to } = neededPeriod(query, steps);
	const found = core.source.read(
		all.flatMap(({ segments }) => segments),
		Math.max(0, from),
		to,
	);
	return all.map((one) => answerSeries(core, { query, steps }, one, found));
}
