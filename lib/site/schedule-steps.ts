import type { Schedule } from "../model/schedule.ts";

/** How far apart the times of a schedule are, ms. */
export interface ScheduleSteps {
	readonly shortestMs: number;
	readonly meanMs: number;
}

/** So many times show the rhythm of a week of quarter days, or of four years of months. */
const LOOKED_AT = 50;

/** Looks at the next times of a schedule (UTC ms); endless where it comes only once more, or never. */
export function scheduleSteps(schedule: Schedule, from: number): ScheduleSteps {
	const times: number[] = [];
	for (let next = schedule.next(from); next !== null && times.length <= LOOKED_AT; next = schedule.next(next))
		times.push(next);
	const steps = times.slice(1).map((time, index) => time - (times[index] ?? time));
	if (steps.length === 0) return { shortestMs: Number.POSITIVE_INFINITY, meanMs: Number.POSITIVE_INFINITY };
	return { shortestMs: Math.min(...steps), meanMs: steps.reduce((sum, step) => sum + step, 0) / steps.length };
}
