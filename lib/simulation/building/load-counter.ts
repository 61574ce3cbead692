import { fraction } from "../seeded-random.ts";
import { HOURS_PER_YEAR, WEEK_MS, weekAndHour, weekStart, YEAR_MS } from "./house-time.ts";
import { LOAD_PROFILES, type LoadProfileName, SEASONS, type SeasonName } from "./load-profile-table.ts";

/** What a counter counts. */
export interface LoadCounterOptions {
	/** Together with the seed what makes this counter different from others. */
	readonly name: string;
	readonly seed: number;
	/** UTC milliseconds of the day it was installed at zero. */
	readonly since: number;
	/** Mean amount of a year. */
	readonly perYear: number;
	readonly profile: LoadProfileName;
	readonly season: SeasonName;
}

/** A counter that is a pure function of time: the same moment always gives the same total, and it never goes back. */
export interface LoadCounter {
	/** Amount since installation; 0 before it. */
	total(time: number): number;
	/** Amount per hour at this moment. */
	rate(time: number): number;
}

const HOURS_PER_WEEK = 168;
/** The middle of January, when it is coldest. */
const COLDEST = Date.UTC(2000, 0, 16);

interface WeekShape {
	/** Load at each full hour of the week, mean 1, the first hour again at the end. */
	readonly loads: readonly number[];
	/** Sum up to each full hour; the last is 168. */
	readonly sums: readonly number[];
}

function weekShape(profile: LoadProfileName): WeekShape {
	const { weekday, weekend } = LOAD_PROFILES.find(({ name }) => name === profile) ?? LOAD_PROFILES[0];
	const raw = [...Array.from({ length: 5 }, () => weekday), weekend, weekend].flat();
	const mean = raw.reduce((sum, load) => sum + load, 0) / HOURS_PER_WEEK;
	const loads = [...raw, raw[0] ?? 0].map((load) => load / mean);
	const sums = [0];
	for (let hour = 0; hour < HOURS_PER_WEEK; hour += 1) {
		sums.push((sums[hour] ?? 0) + ((loads[hour] ?? 0) + (loads[hour + 1] ?? 0)) / 2);
	}
	return { loads, sums };
}

/** Sum of the week's load up to an hour, with straight lines between full hours. */
function sumUntil({ loads, sums }: WeekShape, hour: number): number {
	const full = Math.min(HOURS_PER_WEEK - 1, Math.floor(hour));
	const rest = hour - full;
	const [load = 0, next = 0] = loads.slice(full, full + 2);
	return Math.min(sums[full + 1] ?? 0, (sums[full] ?? 0) + load * rest + ((next - load) * rest * rest) / 2);
}

function loadAt({ loads }: WeekShape, hour: number): number {
	const full = Math.min(HOURS_PER_WEEK - 1, Math.floor(hour));
	const [load = 0, next = 0] = loads.slice(full, full + 2);
	return load + (next - load) * (hour - full);
}

/** Builds a counter from a week's profile, a season and a little chance from week to week. */
export function loadCounter({ name, seed, since, perYear, profile, season }: LoadCounterOptions): LoadCounter {
	const shape = weekShape(profile);
	const { base, swing } = SEASONS[season];
	const perHour = perYear / HOURS_PER_YEAR;
	const first = weekAndHour(since);
	/** Sum of all weeks before week `first.week + index`. */
	const sums: number[] = [0];

	const factor = (week: number) => {
		const phase = (2 * Math.PI * (weekStart(week) + WEEK_MS / 2 - COLDEST)) / YEAR_MS;
		return (base + swing * Math.cos(phase)) * (0.85 + 0.3 * fraction(name, seed, week));
	};
	const sumBefore = (week: number) => {
		while (sums.length <= week - first.week) {
			const last = sums.length - 1;
			sums.push((sums[last] ?? 0) + factor(first.week + last) * (shape.sums[HOURS_PER_WEEK] ?? 0));
		}
		return sums[week - first.week] ?? 0;
	};
	const sum = (time: number) => {
		const { week, hour } = weekAndHour(time);
		return sumBefore(week) + factor(week) * sumUntil(shape, hour);
	};
	const atInstallation = sum(since);
	return {
		total: (time) => (time <= since ? 0 : perHour * (sum(time) - atInstallation)),
		rate: (time) => {
			const { week, hour } = weekAndHour(time);
			return time < since ? 0 : perHour * factor(week) * loadAt(shape, hour);
		},
	};
}
