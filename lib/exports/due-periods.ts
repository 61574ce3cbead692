import type { Period, Schedule } from "../model/schedule.ts";
import { Zone } from "../model/zone.ts";

/** What a job still has to export. */
export interface DueOptions {
	readonly schedule: Schedule;
	/** Up to where it has exported; null before its first run. */
	readonly watermark: number | null;
	readonly now: number;
	/** Most periods at once; default 1 000. */
	readonly limit?: number;
}

/** The periods that are over but not exported, oldest first and without a gap: a run that was missed is caught up. The first run exports the last full period. */
export function duePeriods({ schedule, watermark, now, limit = 1000 }: DueOptions): Period[] {
	const last = schedule.previous(now);
	if (last === null) return [];
	const start = watermark ?? schedule.previous(last - 1);
	const periods: Period[] = [];
	let from = start;
	while (from !== null && from < last && periods.length < limit) {
		const to = schedule.next(from);
		if (to === null || to > last) break;
		periods.push({ from, to });
		from = to;
	}
	return periods;
}

/** The local day of a period as far as it is over: what a layout writes that is not `onlyNew`. Throws Failure `time-zone`. */
export function wholeDay({ to }: Period, zone: string): Period {
	return { from: new Zone(zone).dayStart(to - 1), to };
}
