import { Failure } from "../lib/model/failure.ts";
import type { HistoryQuery, HistorySeries } from "../lib/store/history/history-query.ts";
import type { ReadingLog } from "../lib/store/reading-log.ts";

/** Asks for all series of a question; null for one that has no such thing, as one of many must not take the others' answers. Throws the other Failures of the log. */
export async function askHistory(
	log: ReadingLog,
	query: HistoryQuery,
	signal?: AbortSignal,
): Promise<(HistorySeries | null)[]> {
	try {
		return await log.history(query, signal);
	} catch (error) {
		if (!(error instanceof Failure) || error.code !== "input") throw error;
		if (query.series.length === 1) return [null];
		const alone = query.series.map((name) => askHistory(log, { ...query, series: [name] }, signal));
		return (await Promise.all(alone)).flat();
	}
}
