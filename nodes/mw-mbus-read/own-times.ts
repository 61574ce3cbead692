import { Failure } from "../../lib/model/failure.ts";
import { parseSchedule } from "../../lib/site/schedule.ts";
import { type Config, textOf, wholeNumberOf } from "../config-value.ts";

/** When a node reads by itself: times of a schedule, or every so many seconds; the schedule comes before the seconds. */
export interface OwnTimes {
	/** Empty for none. */
	readonly schedule: string;
	/** 0 for none. */
	readonly seconds: number;
	/** Milliseconds over which the meters are spread behind a time of their schedule. */
	readonly jitterMs: number;
}

const LONGEST_INTERVAL_S = 2_678_400;
const LONGEST_JITTER_S = 86_400;

/** Reads the form; throws Failure `config` or `schedule`. */
export function ownTimesOf(config: Config): OwnTimes {
	const schedule = textOf(config, "schedule");
	if (schedule.startsWith("${")) throw new Failure("config", { field: "schedule", value: schedule });
	if (schedule !== "") parseSchedule(schedule, "UTC");
	return {
		schedule,
		seconds: wholeNumberOf(config, "interval", [0, LONGEST_INTERVAL_S]) ?? 0,
		jitterMs: (wholeNumberOf(config, "jitter", [0, LONGEST_JITTER_S]) ?? 0) * 1000,
	};
}
