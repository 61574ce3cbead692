import { timePrinter } from "../../lib/exports/time-text.ts";
import type { Reading } from "../../lib/model/reading.ts";
import type { Zone } from "../../lib/model/zone.ts";
import { qualityOf, reasonOf } from "../../lib/store/engine/quality-flags.ts";
import type { HistorySeries } from "../../lib/store/history/history-query.ts";
import type { HistoryFormat } from "./history-request.ts";
import type { NamedSeries } from "./select-series.ts";

/** An answered series with what people call it. */
export interface Answer {
	readonly series: NamedSeries;
	readonly answer: HistorySeries;
	/** Empty for raw readings. */
	readonly aggregate: string;
}

/** A value of a step, or a reading; `time` is the start of the step. */
export interface HistoryRow extends Reading {
	/** Readings that went into it. */
	readonly count?: number;
	/** Share of the step with good data, 0–1. */
	readonly coverage?: number;
}

/** A point of a chart, as `ui-chart` takes it with the keys `series`, `x` and `y`. */
export interface ChartPoint {
	readonly series: string;
	readonly x: number;
	readonly y: number | null;
}

function valueAt({ text, v, q }: HistorySeries, index: number, flags = q[index] ?? 0): Reading["value"] {
	if (qualityOf(flags) === "bad") return null;
	const value = v[index] ?? Number.NaN;
	return text?.[index] ?? (Number.isNaN(value) ? null : value);
}

function rowsOf({ answer }: Answer): HistoryRow[] {
	const { device, datapoint, quantity, unit, t, q, count, coverage, exact } = answer;
	return Array.from(t, (time, index) => {
		const flags = q[index] ?? 0;
		const [value, reason, text] = [valueAt(answer, index), reasonOf(flags), exact?.[index]];
		const isNeeded = text !== undefined && typeof value === "number" && String(value) !== text;
		return {
			...{ device, datapoint, quantity, unit, value, time, quality: qualityOf(flags) },
			...(isNeeded ? { exact: text } : {}),
			...(reason === null ? {} : { reason }),
			...(count === undefined ? {} : { count: count[index] ?? 0 }),
			...(coverage === undefined ? {} : { coverage: Math.round((coverage[index] ?? 0) * 1000) / 1000 }),
		};
	});
}

/** What a column or a line is called: the device, and the datapoint with its unit. */
function titleOf({ series, answer }: Answer): string {
	const unit = answer.unit === "" ? "" : ` (${answer.unit})`;
	return `${series.name} ${answer.datapoint}${unit}`;
}

function chartOf(answers: readonly Answer[]): ChartPoint[] {
	return answers.flatMap((one) => {
		const series = titleOf(one);
		return Array.from(one.answer.t, (x, index) => {
			const y = valueAt(one.answer, index);
			return { series, x, y: typeof y === "number" ? y : null };
		});
	});
}

/** ISO 8601 with the offset of the zone: the hour that comes twice in autumn stays two hours. */
const LOCAL = "YYYY-MM-DDThh:mm:ss.SSSOFF";

type TableRow = Record<string, Reading["value"]>;

function tableOf(answers: readonly Answer[], zone: Zone): TableRow[] {
	const rows = new Map<number, TableRow>();
	const titles = answers.map(titleOf);
	const print = timePrinter(LOCAL, zone, "offset");
	for (const [column, { answer }] of answers.entries()) {
		for (const [index, time] of answer.t.entries()) {
			const row = rows.get(time) ?? { time: print(time).replace(".000", "") };
			row[titles[column] ?? ""] = valueAt(answer, index);
			rows.set(time, row);
		}
	}
	const sorted = [...rows.entries()].toSorted(([a], [b]) => a - b).map(([, row]) => row);
	// Every row has every column, so that a table shows a gap as an empty cell.
	return sorted.map((row) => Object.fromEntries(["time", ...titles].map((title) => [title, row[title] ?? null])));
}

function columnsOf(answers: readonly Answer[]): object[] {
	return answers.map(({ series, answer, aggregate }) => {
		const { device, datapoint, quantity, unit, kind, t, q, thinned } = answer;
		return {
			...{ device, name: series.name, datapoint, quantity, unit, kind, aggregate, thinned },
			t: Array.from(t),
			v: Array.from(t, (_, index) => valueAt(answer, index)),
			q: Array.from(q, qualityOf),
		};
	});
}

/** The payload in the wanted format. Rows come in the order of time, points of a chart and columns series by series. */
export function payloadOf(answers: readonly Answer[], format: HistoryFormat, zone: Zone): unknown[] {
	if (format === "chart") return chartOf(answers);
	if (format === "table") return tableOf(answers, zone);
	if (format === "columns") return columnsOf(answers);
	return answers.flatMap(rowsOf).toSorted((a, b) => a.time - b.time);
}
