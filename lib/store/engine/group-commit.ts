import type { Clock } from "../../model/clock.ts";
import { Failure, toFailure } from "../../model/failure.ts";
import type { Reading } from "../../model/reading.ts";
import type { Batch } from "./batch.ts";
import { BatchWriter } from "./batch-writer.ts";

/** So many readings are worth a commit of their own. */
const FULL_BATCH = 5000;
/** Beyond so many that wait for their commit, callers wait. */
const MOST_WAITING = 50_000;

interface Caller {
	/** Rows of the batch that are its own. */
	readonly from: number;
	readonly to: number;
	readonly resolve: (added: number) => void;
	readonly reject: (failure: Failure) => void;
}

/** What a group commit works with. */
export interface GroupCommitOptions {
	readonly clock: Clock;
	readonly flushIntervalMs: number;
	/** Resolves after the commit, with 1 for every row that was new. */
	readonly commit: (batch: Batch) => Promise<Uint8Array>;
}

/** Gathers readings, so that a flash memory has one commit per round instead of forty. */
export class GroupCommit {
	readonly #options: GroupCommitOptions;
	readonly writer = new BatchWriter();
	#callers: Caller[] = [];
	#cancel: () => void = () => undefined;
	#inFlight = 0;
	#isClosed = false;
	#pending: Promise<unknown> = Promise.resolve();
	#wakers: (() => void)[] = [];

	constructor(options: GroupCommitOptions) {
		this.#options = options;
	}

	/** Readings that wait for their commit. */
	get waiting(): number {
		return this.writer.count + this.#inFlight;
	}

	/** Adds checked readings, `clock-uncertain` while the clock is not trusted; resolves after their commit with the number of new ones. */
	async add(readings: readonly Reading[], now: boolean): Promise<number> {
		while (this.waiting >= MOST_WAITING && !this.#isClosed) {
			this.#commit();
			await new Promise<void>((resolve) => this.#wakers.push(resolve));
		}
		if (this.#isClosed) throw new Failure("store-failed", { message: "closed" });
		const from = this.writer.count;
		const isUncertain = this.#options.clock.state === "untrusted";
		for (const reading of readings) this.writer.add(reading, isUncertain);
		const to = this.writer.count;
		if (from === to) return 0;
		const added = new Promise<number>((resolve, reject) => this.#callers.push({ from, to, resolve, reject }));
		if (now || to >= FULL_BATCH) this.#commit();
		else if (from === 0)
			this.#cancel = this.#options.clock.schedule(this.#options.flushIntervalMs, () => this.#commit());
		return await added;
	}

	/** Checked readings as a batch of their own, after everything that waits. */
	async batchOf(readings: readonly Reading[]): Promise<Batch> {
		while (this.waiting > 0) await this.flush();
		for (const reading of readings) this.writer.add(reading);
		return this.writer.take();
	}

	/** From now on nothing is taken; what has no commit yet fails. */
	close(): void {
		this.#isClosed = true;
		this.#cancel();
		for (const { reject } of this.#callers) reject(new Failure("store-failed", { message: "closed" }));
		this.#callers = [];
		this.#wake();
	}

	/** Commits what waits; resolves when all is settled, failed or not. */
	async flush(): Promise<void> {
		this.#commit();
		await this.#pending;
	}

	#commit(): void {
		this.#cancel();
		const callers = this.#callers;
		const batch = this.writer.take();
		if (batch.count === 0) return;
		this.#callers = [];
		this.#inFlight += batch.count;
		const done = this.#options.commit(batch).then(
			(added) => {
				for (const { from, to, resolve } of callers) resolve(sum(added, from, to));
			},
			(error: unknown) => {
				for (const { reject } of callers) reject(toFailure(error));
			},
		);
		this.#pending = Promise.all([this.#pending, done.then(() => this.#settled(batch.count))]);
	}

	#settled(count: number): void {
		this.#inFlight -= count;
		this.#wake();
	}

	#wake(): void {
		const wakers = this.#wakers;
		this.#wakers = [];
		for (const wake of wakers) wake();
	}
}

function sum(added: Uint8Array, from: number, to: number): number {
	let total = 0;
	for (let index = from; index < to; index += 1) total += added[index] ?? 0;
	return total;
}
