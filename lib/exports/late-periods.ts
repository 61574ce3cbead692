import { Grid, parseInterval } from "../model/interval.ts";
import type { Period } from "../model/schedule.ts";
import { Zone } from "../model/zone.ts";
import { windowOf } from "./aggregate.ts";
import type { Layout } from "./layout.ts";
import { layoutZoneName } from "./layout-zone.ts";

/** What to write again. */
export interface LateOptions {
	/** The site's IANA zone, for layouts that name none. */
	readonly timeZone: string;
	/** UTC ms: what is later was not handed on yet. */
	readonly before: number;
}

function touchedBy(layout: Layout, timeZone: string): (time: number) => Period {
	const zone = new Zone(layoutZoneName(layout, timeZone));
	if (!layout.onlyNew) {
		const days = new Grid({ unit: "day", count: 1 }, zone);
		return (time) => ({ from: days.floor(time), to: days.next(time) });
	}
	const grid = new Grid(parseInterval(layout.interval), zone);
	const window = windowOf(layout);
	return (time) => ({ from: grid.floor(time - window), to: grid.next(time + window) });
}

/**
 * Periods that change with readings of these times (UTC ms), as few as possible: local days for a layout that writes whole days, else the
 * intervals of its grid. Throws Failure `time-zone`.
 */
export function latePeriods(layout: Layout, times: readonly number[], { timeZone, before }: LateOptions): Period[] {
	const touched = touchedBy(layout, timeZone);
	const periods: Period[] = [];
	for (const time of times.toSorted((a, b) => a - b)) {
		const { from, to } = touched(time);
		const period = { from, to: Math.min(to, before) };
		const last = periods.at(-1);
		if (period.to <= period.from) continue;
		// Days stay apart, as each is a file.
		const joins = last !== undefined && (layout.onlyNew ? period.from <= last.to : period.from === last.from);
		if (joins) periods[periods.length - 1] = { from: last.from, to: Math.max(last.to, period.to) };
		else periods.push(period);
	}
	return periods;
}
