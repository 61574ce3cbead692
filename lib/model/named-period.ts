import { Grid, type Interval } from "./interval.ts";
import type { Period } from "./schedule.ts";
import type { Zone } from "./zone.ts";

/** Periods that people have words for; the calendar is the local one. */
export const NAMED_PERIODS = [
	"hours",
	"days",
	"today",
	"yesterday",
	"week",
	"last-week",
	"month",
	"last-month",
	"year",
	"last-year",
] as const;

/** One of the words. */
export type NamedPeriod = (typeof NAMED_PERIODS)[number];

const HOUR = 3_600_000;
const UNITS = {
	...{ today: "day", yesterday: "day", week: "week", "last-week": "week" },
	...{ month: "month", "last-month": "month", year: "year", "last-year": "year" },
} as const satisfies Partial<Record<NamedPeriod, Interval["unit"]>>;

/** The hours or days up to now (`count` of them; days begin at local midnight), or the day, week, month or year that holds now or is the last before it. */
export function namedPeriod(
	name: NamedPeriod,
	{ now, zone, count }: { now: number; zone: Zone; count: number },
): Period {
	if (name === "hours") return { from: now - count * HOUR, to: now };
	const days = new Grid({ unit: "day", count: 1 }, zone);
	if (name === "days") {
		let from = days.floor(now);
		for (let day = 1; day < count; day += 1) from = days.floor(from - 1);
		return { from, to: now };
	}
	const grid = new Grid({ unit: UNITS[name], count: 1 }, zone);
	const isBefore = name === "yesterday" || name.startsWith("last-");
	const { start, end } = grid.slotAt(isBefore ? grid.floor(now) - 1 : now);
	return { from: start, to: end };
}
