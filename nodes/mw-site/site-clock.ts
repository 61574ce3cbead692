import type { Clock } from "../../lib/model/clock.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { type WatchedClock, type WatchOptions, watchClock } from "../../lib/system/clock-watch.ts";

/** The watched clock of a site, begun when it is first asked for: until then nothing is written. */
export class SiteClock {
	readonly #options: Omit<WatchOptions, "clock">;
	#watched: WatchedClock | null = null;
	#isClosed = false;

	constructor(options: Omit<WatchOptions, "clock">) {
		this.#options = options;
	}

	/** The machine's own after closing. */
	get clock(): Clock {
		return this.#begun() ?? systemClock;
	}

	/** Id of this run of the machine. */
	get boot(): string {
		return this.#begun()?.boot ?? "unknown";
	}

	/** Never rejects. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#watched?.close();
	}

	#begun(): WatchedClock | null {
		if (!this.#isClosed) this.#watched ??= watchClock({ ...this.#options, clock: systemClock });
		return this.#watched;
	}
}
