import { rmSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Failure } from "../../model/failure.ts";
import { sqliteFailure } from "../../model/sqlite-failure.ts";
import { Ballast } from "../durability/ballast.ts";
import { ByteCounter } from "../durability/byte-counter.ts";
import { Quota } from "../durability/quota.ts";
import type { StoreOptions, StoreStatistics } from "../reading-log.ts";
import type { Batch } from "./batch.ts";
import { DELETED } from "./deletion.ts";
import { openStore } from "./open-store.ts";
import type { StoreCore } from "./store-core.ts";

const DAY = 86_400_000;
const TRIES = 3;

/** How a store is opened in its worker. */
export interface HostOptions extends StoreOptions {
	readonly path: string;
	readonly now: number;
}

/** What is told of a store that was opened. */
export interface HostReport {
	readonly damaged: string | null;
	readonly lostChunks: number;
}

/** A store with its quota, its ballast and its housekeeping. */
export class StoreHost {
	readonly core: StoreCore;
	readonly #path: string;
	readonly #options: HostOptions;
	readonly #quota: Quota;
	readonly #ballast: Ballast;
	readonly #bytes: ByteCounter;
	#isBusy = false;
	#isClosing = false;

	private constructor(core: StoreCore, options: HostOptions) {
		this.core = core;
		this.#path = options.path;
		this.#options = options;
		this.#quota = new Quota(core.driver, options.path, options.quotaBytes);
		this.#ballast = new Ballast(options.path);
		this.#bytes = new ByteCounter(core.driver);
	}

	/** Throws the Failures of `openReadingLog`. */
	static async open(options: HostOptions): Promise<{ host: StoreHost; report: HostReport }> {
		try {
			const { core, damaged, lostChunks } = await openStore(options);
			return { host: new StoreHost(core, options), report: { damaged, lostChunks } };
		} catch (error) {
			throw sqliteFailure(error, options.path);
		}
	}

	/** Appends; a full medium or quota makes room by deleting the oldest day first. */
	async append(batch: Batch, now: number): Promise<Uint8Array> {
		for (let tries = 1; ; tries += 1) {
			try {
				return this.core.append(batch, now);
			} catch (error) {
				const failure = this.failure(error);
				if (tries >= TRIES || !(await this.#makeRoom(failure, now))) throw failure;
			}
		}
	}

	/** An error as a Failure that names the file. */
	failure(error: unknown): Failure {
		const failure = sqliteFailure(error, this.#path);
		if (failure.code !== "file-full") return failure;
		const { bytes, fileBytes } = this.#quota;
		const isQuota = bytes !== null && fileBytes >= 0.98 * bytes;
		return isQuota ? new Failure("store-quota", { path: this.#path, bytes }, error) : failure;
	}

	/** Compacts, merges and deletes what is due; other work comes in between. One at a time. */
	async maintain(now: number): Promise<void> {
		if (this.#isBusy) return;
		this.#isBusy = true;
		try {
			await this.#run(this.core.compact(now));
			const { keepDays } = this.#options;
			if (keepDays !== undefined && keepDays > 0) await this.#run(this.core.prune(now - keepDays * DAY));
			await this.#keepQuota(now);
			this.#bytes.count(now);
			this.core.driver.exec("PRAGMA wal_checkpoint(TRUNCATE)");
			if (!this.#isClosing) this.#ballast.ensure();
		} catch (error) {
			throw this.failure(error);
		} finally {
			this.#isBusy = false;
		}
	}

	async prune(before: number): Promise<number> {
		return await this.#run(this.core.prune(before));
	}

	async purge(device: string): Promise<number> {
		return await this.#run(this.core.purge(device));
	}

	statistics(now: number): Omit<StoreStatistics, "waiting" | "trouble"> {
		const { core } = this;
		const count = (sql: string) => Number(core.driver.prepare(sql).get()?.["n"] ?? 0);
		return {
			fileBytes: this.#quota.fileBytes,
			quotaBytes: this.#quota.bytes,
			readings: count("SELECT count(*) AS n FROM hot") + count("SELECT coalesce(sum(n), 0) AS n FROM chunk"),
			series: core.book.all.filter(({ isHidden }) => !isHidden).length,
			writtenToday: this.#bytes.of(now, now),
			writtenYesterday: this.#bytes.of(now - DAY, now),
			deletedReadings: core.state.get(DELETED),
			damagedChunks: core.shelf.damaged,
			sealed: core.shelf.isSealed,
		};
	}

	/** A consistent copy; a file in its place is replaced. */
	copyTo(path: string): void {
		rmSync(path, { force: true });
		this.core.driver.prepare("VACUUM INTO ?").run(path);
	}

	close(now: number): void {
		this.#isClosing = true;
		this.#bytes.count(now);
		this.core.close();
	}

	async #makeRoom({ code }: Failure, now: number): Promise<boolean> {
		if (code !== "store-quota" && code !== "file-full") return false;
		const hasRoom = code === "file-full" && this.#ballast.release();
		const deleted = await this.#run(this.core.pruneOldest(now));
		return hasRoom || deleted > 0;
	}

	async #keepQuota(now: number): Promise<void> {
		if (!this.#quota.isHigh) return;
		while (!(this.#quota.isLow || this.#isClosing)) {
			if ((await this.#run(this.core.pruneOldest(now))) === 0) return;
		}
	}

	/** Step by step; what else is asked comes in between. */
	async #run(steps: Generator<number | undefined>): Promise<number> {
		let sum = 0;
		for (const count of steps) {
			sum += Number(count ?? 0);
			await nextTurn();
			if (this.#isClosing) break;
		}
		return sum;
	}
}
