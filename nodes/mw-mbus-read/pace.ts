import type { LineSettings } from "../../lib/masters/mbus/line-options.ts";
import { type LinePlan, linePlan, type PlannedGroup, type PlannedLine } from "../../lib/masters/mbus/line-plan.ts";
import type { MeterAddress } from "../../lib/masters/mbus/meter-address.ts";
import { Failure } from "../../lib/model/failure.ts";

/** EN 13757-3: bytes of the shortest answer with values, fixed data structure (CI 73). */
const SHORTEST_ANSWER = 25;
/** Bytes of a common answer: the median of recorded ones. */
const MEDIAN_ANSWER = 87;

/** How often some meters are read. */
export type Rhythm = Pick<PlannedGroup, "schedule" | "shortestMs" | "meanMs">;

/** Meters and how often they are read. */
export interface PacedGroup {
	readonly rhythm: Rhythm;
	readonly addresses: readonly MeterAddress[];
}

function plannedGroup({ rhythm, addresses }: PacedGroup): PlannedGroup {
	const primary = addresses.filter(({ kind }) => kind === "primary").length;
	return { ...rhythm, primary, secondary: addresses.length - primary };
}

function planOf(
	{ baudRate, latencyMs, nke }: LineSettings,
	groups: readonly PacedGroup[],
	answerBytes: number,
): LinePlan {
	const line: PlannedLine = { baudRate, latencyMs, nke: nke === "always", answerBytes };
	return linePlan(line, groups.map(plannedGroup));
}

/** What the groups cost the line at the very least, if all meters answer at once with next to nothing: what does not fit then never will. */
export function leastPlan(settings: LineSettings, groups: readonly PacedGroup[]): LinePlan {
	return planOf(settings, groups, SHORTEST_ANSWER);
}

/** Milliseconds that a round of common answers takes, for one that was not measured yet. */
export function usualRoundMs(settings: LineSettings, group: PacedGroup): number {
	const { leastMs, mostMs } = planOf(settings, [group], MEDIAN_ANSWER).coincidence;
	return (leastMs + mostMs) / 2;
}

/** Failure `interval-too-short` where a round of so many meters took longer than its interval; else null. */
export function outlasted({ schedule, shortestMs }: Rhythm, tookMs: number, meters: number): Failure | null {
	if (tookMs <= shortestMs) return null;
	const seconds = (ms: number) => Math.round(ms / 100) / 10;
	const utilisation = Math.round((tookMs / shortestMs) * 1000) / 10;
	return new Failure("interval-too-short", {
		interval: seconds(shortestMs),
		least: seconds(tookMs),
		meters,
		utilisation,
		schedule,
	});
}
