import type { Clock } from "../../lib/model/clock.ts";
import type { Reading } from "../../lib/model/reading.ts";

/** Writes what arrives within a while together, so that a flash memory has one commit instead of forty. */
export class Batch {
	readonly #clock: Clock;
	readonly #waitMs: number;
	readonly #write: (readings: readonly Reading[]) => Promise<unknown>;
	#readings: Reading[] = [];
	#written: Promise<void> | null = null;
	#flush: () => void = () => undefined;

	constructor(clock: Clock, waitMs: number, write: (readings: readonly Reading[]) => Promise<unknown>) {
		this.#clock = clock;
		this.#waitMs = waitMs;
		this.#write = write;
	}

	/** Resolves when the readings are written, rejects when writing failed. */
	add(readings: readonly Reading[]): Promise<void> {
		this.#readings.push(...readings);
		this.#written ??= this.#begin();
		return this.#written;
	}

	/** Writes what waits without waiting longer. */
	flush(): void {
		this.#flush();
	}

	#begin(): Promise<void> {
		const gathered = new Promise<void>((resolve) => {
			const cancel = this.#clock.schedule(this.#waitMs, resolve);
			this.#flush = () => {
				cancel();
				resolve();
			};
		});
		return gathered.then(async () => {
			const readings = this.#readings;
			this.#readings = [];
			this.#written = null;
			await this.#write(readings);
		});
	}
}
