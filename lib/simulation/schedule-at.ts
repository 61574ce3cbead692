import type { Clock } from "../model/clock.ts";

/** Timers of a real machine wake a little early or late; what is nearer than this is due (milliseconds). */
const TOLERANCE_MS = 0.001;

/** Whether a moment of `clock.monotonic()` has come. */
export function isDue(clock: Clock, dueMs: number): boolean {
	return dueMs - clock.monotonic() <= TOLERANCE_MS;
}

/**
 * Calls back at a moment of `clock.monotonic()`, never before it. A timer that wakes too early is set again, so that a
 * chain of absolute moments does not drift. The returned function takes it back.
 */
export function scheduleAt(clock: Clock, dueMs: number, callback: () => void): () => void {
	const arm = () => clock.schedule(Math.max(0, dueMs - clock.monotonic()), wake);
	const wake = () => {
		if (isDue(clock, dueMs)) callback();
		else cancel = arm();
	};
	let cancel = arm();
	return () => cancel();
}
