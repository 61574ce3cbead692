import { readFileSync } from "node:fs";
import type { StoreDriver, StoreStatement } from "../engine/store-driver.ts";

const DAY = 86_400_000;
const WRITTEN = /^write_bytes: (\d+)$/m;

/** Bytes that this thread has caused to be written to a medium since it began; null where the system does not say. */
export function threadWritten(): number | null {
	try {
		// Of the thread that asks, and only that: reading it must not go through a thread pool.
		const match = WRITTEN.exec(readFileSync("/proc/thread-self/io", "latin1"));
		return match === null ? null : Number(match[1]);
	} catch {
		return null;
	}
}

/** Counts the bytes written per UTC day, in the file itself. */
export class ByteCounter {
	readonly #add: StoreStatement;
	readonly #get: StoreStatement;
	readonly #read: () => number | null;
	#last: number | null;

	constructor(driver: StoreDriver, read: () => number | null = threadWritten) {
		this.#add = driver.prepare(
			"INSERT INTO written VALUES(?, ?) ON CONFLICT(day) DO UPDATE SET bytes = bytes + excluded.bytes",
		);
		this.#get = driver.prepare("SELECT bytes FROM written WHERE day = ?");
		this.#read = read;
		this.#last = read();
	}

	/** Adds what was written since the last call to the day of `now` (UTC ms). */
	count(now: number): void {
		const total = this.#read();
		if (total === null || this.#last === null || total <= this.#last) return;
		this.#add.run(Math.floor(now / DAY), total - this.#last);
		this.#last = total;
	}

	/** Bytes of the UTC day that holds `time`, with what is not yet in the file where that day is `now`'s. */
	of(time: number, now: number): number {
		const day = Math.floor(time / DAY);
		const kept = Number(this.#get.get(day)?.["bytes"] ?? 0);
		const open = day === Math.floor(now / DAY) ? (this.#read() ?? 0) - (this.#last ?? 0) : 0;
		return kept + open;
	}
}
