import { Cron } from "croner";
import { Failure } from "../model/failure.ts";
import { Grid, parseInterval } from "./interval.ts";
import { Zone } from "./zone.ts";

/** When something is due. Times are UTC ms; nothing here looks at a clock. */
export interface Schedule {
	/** First time after the instant; null when it never comes again. */
	next(after: number): number | null;
	/** Last time at or before the instant; null when there was none. */
	previous(at: number): number | null;
}

/** Half-open period [from, to), UTC ms. */
export interface Period {
	readonly from: number;
	readonly to: number;
}

function cronSchedule(text: string, zone: string): Schedule {
	try {
		const cron = new Cron(text, { timezone: zone, paused: true });
		return {
			next: (after) => cron.nextRun(new Date(after))?.getTime() ?? null,
			// croner looks for runs before the reference, in whole seconds: one more makes the instant itself one of them.
			previous: (at) => cron.previousRuns(1, new Date(Math.floor(at / 1000) * 1000 + 1000))[0]?.getTime() ?? null,
		};
	} catch (error) {
		throw new Failure("schedule", { text: text.slice(0, 80) }, error);
	}
}

/** Reads an ISO 8601 duration (`PT15M`, `P1D`, `P1M`: on local boundaries) or a cron pattern of 5 or 6 parts; throws Failure `schedule` or `time-zone`. */
export function parseSchedule(text: string, zone: string): Schedule {
	const local = new Zone(zone);
	if (!text.startsWith("P")) return cronSchedule(text, zone);
	const grid = new Grid(parseInterval(text), local);
	return { next: (after) => grid.next(after), previous: (at) => grid.floor(at) };
}

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
