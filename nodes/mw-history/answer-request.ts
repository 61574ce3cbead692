import { Failure } from "../../lib/model/failure.ts";
import type { HistoryAggregate, HistorySeries } from "../../lib/store/history/history-query.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";
import { askHistory } from "../ask-history.ts";
import type { Answer } from "./history-output.ts";
import type { HistoryRequest } from "./history-request.ts";
import type { NamedSeries } from "./select-series.ts";

/** So many series at once: what is asked can be taken back in between, and progress shows. */
const AT_ONCE = 25;

const BY_KIND = { counter: "delta", gauge: "mean", state: "last" } as const satisfies Record<
	NamedSeries["kind"],
	HistoryAggregate
>;
/** What a state can be asked for; a consumption is that of a counter. */
const OF_STATE: readonly string[] = ["first", "last", "count"];

/** What the series is asked for; null where it has no such thing. */
function aggregateOf({ aggregate, step }: HistoryRequest, { kind }: NamedSeries): HistoryAggregate | null {
	if (step === "raw") return "last";
	if (aggregate === "auto") return BY_KIND[kind];
	const isPossible = kind === "state" ? OF_STATE.includes(aggregate) : kind === "counter" || aggregate !== "delta";
	return isPossible ? aggregate : null;
}

/** How an answer is made. */
export interface AnswerOptions {
	readonly log: ReadingLog;
	readonly signal: AbortSignal;
	/** Series answered so far. */
	onProgress(done: number): void;
}

/** Some series that are asked for the same. */
interface Part {
	readonly aggregate: HistoryAggregate;
	readonly members: readonly NamedSeries[];
}

function partsOf(request: HistoryRequest, series: readonly NamedSeries[]): Part[] {
	const groups = new Map<HistoryAggregate, NamedSeries[]>();
	for (const one of series) {
		const aggregate = aggregateOf(request, one);
		if (aggregate !== null) groups.set(aggregate, [...(groups.get(aggregate) ?? []), one]);
	}
	return [...groups].flatMap(([aggregate, members]) => {
		const starts = Array.from({ length: Math.ceil(members.length / AT_ONCE) }, (_, index) => index * AT_ONCE);
		return starts.map((start) => ({ aggregate, members: members.slice(start, start + AT_ONCE) }));
	});
}

function namedAnswers(
	members: readonly NamedSeries[],
	answers: readonly (HistorySeries | null)[],
	aggregate: string,
): Answer[] {
	return members.flatMap((series, index) => {
		const answer = answers[index] ?? null;
		return answer === null ? [] : [{ series, answer, aggregate }];
	});
}

/** Asks the log for all series, and gives those that have an answer in their order. Throws Failure `cancelled` and those of the log. */
export async function answerRequest(
	request: HistoryRequest,
	series: readonly NamedSeries[],
	{ log, signal, onProgress }: AnswerOptions,
): Promise<Answer[]> {
	const { period, zone, step, maxPoints, format } = request;
	const limit = maxPoints === null ? {} : { maxPoints };
	const shared = { ...period, ...limit, step, zone: zone.name, exact: format === "readings" };
	const found = new Map<NamedSeries, Answer>();
	let done = 0;
	for (const { aggregate, members } of partsOf(request, series)) {
		if (signal.aborted) throw new Failure("cancelled");
		const names = members.map(({ device, datapoint }) => ({ device, datapoint }));
		const answers = await askHistory(log, { ...shared, aggregate, series: names }, signal);
		for (const one of namedAnswers(members, answers, step === "raw" ? "" : aggregate)) found.set(one.series, one);
		done += members.length;
		onProgress(done);
	}
	return series.flatMap((one) => found.get(one) ?? []);
}
