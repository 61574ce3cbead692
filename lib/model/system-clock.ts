import type { Clock } from "./clock.ts";
import { Failure } from "./failure.ts";

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted === true) {
			reject(new Failure("cancelled"));
			return;
		}
		const stop = () => {
			clearTimeout(timer);
			reject(new Failure("cancelled"));
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener("abort", stop);
			resolve();
		}, ms);
		signal?.addEventListener("abort", stop, { once: true });
	});
}

/** No wall time before this was ever right: the time at which this was written. */
export const EARLIEST_TRUSTED_TIME = Date.UTC(2026, 10, 1);

/** The machine's own clock: the one place of `lib` that reads it. */
export const systemClock: Clock = {
	now: () => Date.now(),
	get state() {
		return Date.now() < EARLIEST_TRUSTED_TIME ? "untrusted" : "holdover";
	},
	monotonic: () => performance.now(),
	sleep,
	schedule: (ms, callback) => {
		const timer = setTimeout(callback, ms);
		return () => clearTimeout(timer);
	},
};
