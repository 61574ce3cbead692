/** The only source of time in `lib`, so that tests can play a day in a moment. */
export interface Clock {
	/** Wall time, UTC milliseconds. */
	now(): number;
	/** Milliseconds that never jump, for timeouts and durations; fractions allowed. */
	monotonic(): number;
	/** Resolves after `ms` milliseconds; rejects with Failure `cancelled` as soon as the signal aborts. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** Calls back once after `ms` milliseconds; the returned function takes it back. */
	schedule(ms: number, callback: () => void): () => void;
}
