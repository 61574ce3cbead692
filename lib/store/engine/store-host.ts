import { renameSync, rmSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Failure, toFailure } from "../../model/failure.ts";
import { Ballast } from "../durability/ballast.ts";
import { ByteCounter } from "../durability/byte-counter.ts";
import { Quota } from "../durability/quota.ts";
import { storeFailure } from "../durability/store-failure.ts";
import type { StoreOptions, StoreStatistics } from "../reading-log.ts";
import type { Batch } from "./batch.ts";
import { DELETED } from "./deletion.ts";
import { openStore } from "./open-store.ts";
import type { StoreCore } from "./store-core.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
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
	/** Housekeeping goes one after the other: a step of one job must not bring back what another one has deleted. */
	#turn: Promise<unknown> = Promise.resolve();
	#steps = 0;
	#countedAt = Number.NEGATIVE_INFINITY;
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
			const failure = storeFailure(error, options.path, null);
			// Even opening takes some room.
			if (failure.code === "file-full" && new Ballast(options.path).release()) return await StoreHost.open(options);
			throw failure;
		}
	}

	/** Appends; a full medium or quota makes room by deleting the oldest day first. */
	async append(batch: Batch, now: number): Promise<Uint8Array> {
		for (let tries = 1; ; tries += 1) {
			try {
				return this.core.append(batch, now);
			} catch (error) {
				const failure = this.failure(error);
				// A quota is met by deleting, sooner or later; a medium that others have filled may not be.
				const isLast = failure.code !== "store-quota" && tries >= TRIES;
				if (isLast || !(await this.#inTurn(() => this.#makeRoom(failure, now)))) throw failure;
			}
		}
	}

	/** An error as a Failure that names the file. */
	failure(error: unknown): Failure {
		return storeFailure(error, this.#path, this.#quota.bytes);
	}

	/** Compacts, merges and deletes what is due; other work comes in between. */
	maintain(now: number): Promise<void> {
		return this.#inTurn(async () => {
			try {
				await this.#tidy(now);
			} catch (error) {
				if (!(await this.#makeRoom(this.failure(error), now))) throw error;
				await this.#tidy(now);
			}
		});
	}

	prune(before: number): Promise<number> {
		return this.#inTurn(() => this.#run(this.core.prune(before)));
	}

	purge(device: string): Promise<number> {
		return this.#inTurn(() => this.#run(this.core.purge(device)));
	}

	statistics(now: number): Omit<StoreStatistics, "waiting" | "trouble"> {
		const { core } = this;
		return {
			fileBytes: this.#quota.fileBytes,
			quotaBytes: this.#quota.bytes,
			readings: core.readings,
			series: core.book.all.filter(({ isHidden }) => !isHidden).length,
			writtenToday: this.#bytes.of(now, now),
			writtenYesterday: this.#bytes.of(now - DAY, now),
			deletedReadings: core.state.get(DELETED),
			damagedChunks: core.shelf.damaged,
			sealed: core.shelf.isSealed,
		};
	}

	/** A consistent copy, while other work goes on; a file in its place is replaced once the copy is complete. */
	async copyTo(path: string): Promise<void> {
		const unfinished = `${path}.unfinished`;
		rmSync(unfinished, { force: true });
		const { driver } = this.core;
		try {
			if (driver.copyTo === undefined) driver.prepare("VACUUM INTO ?").run(unfinished);
			else await driver.copyTo(unfinished);
			renameSync(unfinished, path);
		} finally {
			rmSync(unfinished, { force: true });
		}
	}

	close(now: number): void {
		this.#isClosing = true;
		try {
			this.#bytes.count(now);
		} finally {
			this.core.close();
		}
	}

	async #tidy(now: number): Promise<void> {
		const before = this.#steps;
		await this.#run(this.core.compact(now));
		const { keepDays } = this.#options;
		// Whole days: every cut through a month writes its chunks anew.
		const today = Math.floor(now / DAY);
		if (keepDays !== undefined && keepDays > 0) await this.#run(this.core.prune((today - keepDays) * DAY));
		await this.#keepQuota(now);
		if (this.#isClosing) return;
		// A commit costs two pages, so that there is none where nothing happens.
		if (this.#steps > before) this.core.driver.exec("PRAGMA wal_checkpoint(TRUNCATE)");
		if (now - this.#countedAt >= HOUR || Math.floor(this.#countedAt / DAY) !== today) {
			this.#bytes.count(now);
			this.#countedAt = now;
		}
		this.#ballast.ensure();
	}

	/** Inside a turn: true where something can be written again. */
	async #makeRoom({ code }: Failure, now: number): Promise<boolean> {
		if (code === "store-quota") return (await this.#run(this.core.pruneOldest(now))) > 0;
		if (code !== "file-full") return false;
		const hasRoom = this.#ballast.release();
		const hasShrunk = this.#emptyLog();
		// Others have filled the medium: readings are deleted only as long as it helps.
		let deleted = 0;
		while (!(this.#quota.hasFreePages || this.#isClosing)) {
			const count = await this.#run(this.core.pruneOldest(now));
			if (count === 0) break;
			deleted += count;
		}
		if (deleted > 0) this.#emptyLog();
		return hasRoom || hasShrunk || deleted > 0;
	}

	/** Moves the write-ahead log into the file, so that its room is free; false where it was empty, or there is no room to move it to. */
	#emptyLog(): boolean {
		try {
			const row = this.core.driver.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
			return Number(row?.["checkpointed"] ?? 0) > 0;
		} catch (error) {
			if (this.failure(error).code !== "file-full") throw error;
			return false;
		}
	}

	async #keepQuota(now: number): Promise<void> {
		if (!this.#quota.isHigh) return;
		while (!(this.#quota.isLow || this.#isClosing)) {
			if ((await this.#run(this.core.pruneOldest(now))) === 0) return;
		}
	}

	async #inTurn<T>(job: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(job);
		this.#turn = result.catch(toFailure);
		try {
			return await result;
		} catch (error) {
			throw this.failure(error);
		}
	}

	/** Step by step; what else is asked comes in between. */
	async #run(steps: Generator<number | undefined>): Promise<number> {
		let sum = 0;
		for (const count of steps) {
			sum += Number(count ?? 0);
			this.#steps += 1;
			await nextTurn();
			if (this.#isClosing) break;
		}
		return sum;
	}
}
