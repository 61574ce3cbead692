import { Cron } from "croner";
import { Failure } from "../model/failure.ts";
import { Grid, parseInterval } from "../model/interval.ts";
import type { Schedule } from "../model/schedule.ts";
import { Zone } from "../model/zone.ts";

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
