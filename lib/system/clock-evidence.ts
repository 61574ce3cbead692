import type { ClockState } from "../model/clock.ts";
import { EARLIEST_TRUSTED_TIME } from "../model/system-clock.ts";

/** What the machine says of its time. */
export interface ClockEvidence {
	/** Whether a time server sets the clock; null where nothing on the machine would know. */
	readonly synchronized: boolean | null;
	/** Time of the battery-backed clock, UTC ms; null without one. */
	readonly realTimeClock: number | null;
}

/** What was known of the clock before. */
export interface ClockPast {
	/** It was trusted before in this run of the machine. */
	readonly wasTrusted: boolean;
	/** It is behind a time that was seen before, so that it can hardly be right; only a while, for the time seen may be the wrong one. */
	readonly isBehind: boolean;
}

/**
 * How far a wall time (UTC ms) can be trusted. Where nothing could ever confirm it, as in a container, it counts as set:
 * otherwise nothing scheduled would ever run there.
 */
export function judgeClock(wall: number, { synchronized, realTimeClock }: ClockEvidence, past: ClockPast): ClockState {
	if (wall < EARLIEST_TRUSTED_TIME) return "untrusted";
	if (synchronized === true) return "synced";
	if (past.wasTrusted || synchronized === null) return "holdover";
	if (past.isBehind) return "untrusted";
	return realTimeClock !== null && realTimeClock >= EARLIEST_TRUSTED_TIME ? "holdover" : "untrusted";
}
