import type { NodeMessage } from "node-red";
import { Failure } from "../../lib/model/failure.ts";
import { parseInterval } from "../../lib/model/interval.ts";
import { NAMED_PERIODS, type NamedPeriod, namedPeriod } from "../../lib/model/named-period.ts";
import type { Period } from "../../lib/model/schedule.ts";
import { Zone } from "../../lib/model/zone.ts";
import type { HistoryAggregate } from "../../lib/store/history/history-query.ts";
import { type Config, textOf, wholeNumberOf, wordOf } from "../config-value.ts";

/** What the node can be asked for; `auto` is the consumption of counters, the mean of gauges and the last of states. */
export type AskedAggregate = "auto" | HistoryAggregate;

/** What leaves the node. */
export type HistoryFormat = "readings" | "chart" | "table" | "columns";

/** A question, as form and message put it together. */
export interface HistoryRequest {
	/** Patterns, separated by commas; empty for all. */
	readonly devices: string;
	readonly datapoints: string;
	readonly period: Period;
	readonly zone: Zone;
	/** `raw` or an ISO 8601 duration. */
	readonly step: string;
	readonly aggregate: AskedAggregate;
	/** Null for no limit. */
	readonly maxPoints: number | null;
	readonly format: HistoryFormat;
	readonly isStreamed: boolean;
}

const AGGREGATES = [
	...["auto", "delta", "mean", "twMean", "min", "max", "first", "last", "sum", "count"],
] as unknown as readonly [AskedAggregate, ...AskedAggregate[]];
const FORMATS = ["readings", "chart", "table", "columns"] as const satisfies readonly HistoryFormat[];
const MOST_POINTS = 1_000_000;
const MOST_UNITS = 36_525;

/** UTC ms of a number, a Date or an ISO 8601 text. */
function instantOf(value: unknown, field: string): number {
	const time = value instanceof Date || typeof value === "string" ? new Date(value).getTime() : value;
	if (typeof time !== "number" || !Number.isFinite(time)) throw new Failure("input", { field });
	return time;
}

function periodOf(config: Config, message: NodeMessage, zone: Zone, now: number): Period {
	const { from = config["from"], to = config["to"] } = message;
	if (from !== undefined || to !== undefined) {
		const period = { from: instantOf(from, "from"), to: to === undefined ? now : instantOf(to, "to") };
		if (period.from >= period.to) throw new Failure("input", { field: "from, to" });
		return period;
	}
	const name = wordOf<NamedPeriod | "msg">(config, "period", ["today", "msg", ...NAMED_PERIODS]);
	if (name === "msg") throw new Failure("input", { field: "from, to" });
	return namedPeriod(name, { now, zone, count: wholeNumberOf(config, "count", [1, MOST_UNITS]) ?? 1 });
}

function stepOf(config: Config): string {
	const step = textOf(config, "step") || "raw";
	if (step !== "raw") parseInterval(step);
	return step;
}

/**
 * The question of a message: its `from` and `to` (UTC ms, a Date or ISO 8601), and the fields of its `query`, come before what the form says. Throws
 * Failure `input`, `config`, `schedule` or `time-zone`.
 */
export function requestOf(
	form: Config,
	message: NodeMessage,
	{ timeZone, now }: { readonly timeZone: string; readonly now: number },
): HistoryRequest {
	const { query } = message;
	const config: Config = { ...form, ...(typeof query === "object" ? query : {}) };
	const zone = new Zone(timeZone);
	return {
		devices: textOf(config, "devices"),
		datapoints: textOf(config, "datapoints"),
		period: periodOf(config, message, zone, now),
		zone,
		step: stepOf(config),
		aggregate: wordOf(config, "aggregate", AGGREGATES),
		maxPoints: wholeNumberOf(config, "maxPoints", [2, MOST_POINTS]),
		format: wordOf<HistoryFormat>(config, "format", FORMATS),
		isStreamed: config["stream"] === true,
	};
}
