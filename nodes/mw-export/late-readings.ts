import type { Reading } from "../../lib/model/reading.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";

/** Late readings that are handed on together. */
const AT_ONCE = 50_000;

/** What came too late, up to one number. */
export interface LateBatch {
	/** In the order of time; each once, as it is now. */
	readonly readings: readonly Reading[];
	/** Number up to which all is handed out. */
	readonly upto: number;
}

function ordered(readings: readonly Reading[]): Reading[] {
	const byKey = new Map(
		readings.map((reading) => [`${reading.time}\n${reading.device}\n${reading.datapoint}`, reading]),
	);
	return [...byKey.values()].sort((a, b) => a.time - b.time);
}

/** The late and corrected readings with numbers in (after, mark], batch by batch. */
export async function* lateReadings(log: ReadingLog, after: number, mark: number): AsyncGenerator<LateBatch> {
	let from = after;
	while (from < mark) {
		const found = await log.late(from, AT_ONCE);
		// Some may have been deleted since: their numbers are passed over.
		const upto = Math.min(mark, Math.max(from + AT_ONCE, found.at(-1)?.number ?? 0));
		const last = found.length === AT_ONCE ? (found.at(-1)?.number ?? upto) : upto;
		from = Math.min(mark, last);
		yield { readings: ordered(found.filter(({ number }) => number <= mark).map(({ reading }) => reading)), upto: from };
	}
}
