import { parseDecimal } from "../../model/decimal.ts";
import type { SeriesRows } from "../chunk/series-rows.ts";
import type { Segment, Series } from "../engine/segment.ts";
import type { StoreCore } from "../engine/store-core.ts";
import type { SqlRow } from "../engine/store-driver.ts";
import { powerOfTen } from "../engine/stored-value.ts";
import type { CounterChange } from "./consumption.ts";
import type { HistoryQuery, HistorySeries, SeriesName } from "./history-query.ts";
import { type HistorySegment, pointsOf } from "./points.ts";
import { neededPeriod } from "./steps.ts";
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

function changesOf(core: StoreCore, segments: readonly Segment[], exponent: number): CounterChange[] {
	const sids = segments.map(({ sid }) => sid).join(",");
	const sql = `SELECT sid, ts, CAST(before AS TEXT) AS before, CAST(after AS TEXT) AS after FROM meter_event
		WHERE sid IN (${sids}) AND type IN ('replaced', 'reset') ORDER BY ts`;
	const bySid = new Map(segments.map((segment) => [segment.sid, segment]));
	return core.driver
		.prepare(sql)
		.all()
		.map((row: SqlRow) => {
			const factor = BigInt(powerOfTen((bySid.get(Number(row["sid"]))?.exponent ?? exponent) - exponent) || 1);
			const scaled = (value: SqlRow[string] | undefined) => (typeof value === "string" ? BigInt(value) * factor : null);
			return { time: Number(row["ts"]), before: scaled(row["before"]), after: scaled(row["after"]) };
		});
}

function empty({ device, datapoint }: SeriesName, series: Series | null): HistorySeries {
	const newest = series?.segments.at(-1);
	const { quantity = "unknown", unit = "", kind = "gauge" } = newest ?? {};
	const columns = { t: new Float64Array(0), v: new Float64Array(0), q: new Uint16Array(0) };
	return { device, datapoint, quantity, unit, kind, ...columns, thinned: false };
}

function textAnswer(core: StoreCore, answer: HistorySeries, parts: readonly Part[]): HistorySeries {
	const rows = parts
		.flatMap(({ rows: own }) =>
			Array.from(own.times, (time, index) => ({
				time,
				id: Number(own.values[index]),
				flags: (own.quality[index] ?? 0) % 65_536,
			})),
		)
		.toSorted((a, b) => a.time - b.time);
	return {
		...answer,
		t: Float64Array.from(rows, ({ time }) => time),
		v: new Float64Array(rows.length).fill(Number.NaN),
		q: Uint16Array.from(rows, ({ flags }) => flags),
		text: rows.map(({ id }) => core.texts.textOf(id)),
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
	query: HistoryQuery,
	{ name, series, segments }: Asked,
	found: ReadonlyMap<number, SeriesRows>,
): HistorySeries {
	const parts = segments.flatMap((segment): Part[] => {
		const rows = found.get(segment.sid);
		return rows === undefined ? [] : [{ rows, epoch: segment.epoch, modulus: modulusOf(segment), segment }];
	});
	const [first] = parts;
	const answer = empty(name, series);
	if (series === null || first === undefined) return answer;
	if (first.segment.value === "text" || first.segment.value === "decimal") return textAnswer(core, answer, parts);
	const points = pointsOf(parts);
	const isDelta = query.step !== "raw" && query.aggregate === "delta";
	const changes = isDelta ? changesOf(core, segments, points.exponent) : [];
	const isEnd = (series.latest?.time ?? 0) <= (points.times.at(-1) ?? 0);
	const isStart = isDelta && core.answers.firstTime(series) >= (points.times[0] ?? 0);
	return { ...answer, ...summarize(query, { points, changes, kind: answer.kind, isStart, isEnd }) };
}

/** Answers a question, with one look at the file for all its series. Throws Failure `schedule`, `time-zone`, `input`. */
export function answerHistory(core: StoreCore, query: HistoryQuery): HistorySeries[] {
	const all = query.series.map((name) => asked(core, name));
	const { from, to } = neededPeriod(query);
	const found = core.source.read(
		all.flatMap(({ segments }) => segments),
		Math.max(0, from),
		to,
	);
	return all.map((one) => answerSeries(core, query, one, found));
}
