/** How far the wall time can be trusted: `untrusted` before it was ever set, `holdover` where it was set before but nothing confirms it now, `synced`. */
export type ClockState = "untrusted" | "holdover" | "synced";

/** The only source of time in `lib`, so that tests can play a day in a moment. */
export interface Clock {
	/** Wall time, UTC milliseconds. */
	now(): number;
	/** How far `now()` can be trusted. */
	readonly state: ClockState;
	/** Milliseconds that never jump, for timeouts and durations; fractions allowed. */
	monotonic(): number;
	/** Resolves after `ms` milliseconds; rejects with Failure `cancelled` as soon as the signal aborts. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** Calls back once after `ms` milliseconds; the returned function takes it back. */
	schedule(ms: number, callback: () => void): () => void;
}
