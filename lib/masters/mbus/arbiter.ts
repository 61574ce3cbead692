import { Failure } from "../../model/failure.ts";

/** Who goes first: what a person asked for comes before what a schedule asked for. */
export type Priority = "user" | "schedule";

interface Waiting {
	readonly grant: () => void;
	readonly refuse: (failure: Failure) => void;
}

/** More than this many that wait are a fault of the caller, not a queue. */
const MOST_WAITING = 10_000;

/** Gives one thing to one at a time: user before schedule, first come first served within a class. */
export class Arbiter {
	#held = false;
	readonly #queues: Record<Priority, Set<Waiting>> = { user: new Set(), schedule: new Set() };

	/** How many wait. */
	get waiting(): number {
		return this.#queues.user.size + this.#queues.schedule.size;
	}

	/**
	 * Resolves when it is the caller's turn, with the function that ends the turn.
	 * Throws Failure `cancelled` when the signal aborts while waiting, `bus-busy` when too many wait.
	 */
	async acquire(priority: Priority, signal?: AbortSignal): Promise<() => void> {
		if (signal?.aborted === true) throw new Failure("cancelled");
		if (this.#held || this.waiting > 0) await this.#wait(this.#queues[priority], signal);
		this.#held = true;
		let ended = false;
		return () => {
			if (!ended) this.#next();
			ended = true;
		};
	}

	/** Refuses everyone who waits; who holds the thing keeps it until the end of the turn. */
	refuseAll(failure: Failure): void {
		for (const queue of Object.values(this.#queues)) {
			for (const waiting of queue) waiting.refuse(failure);
			queue.clear();
		}
	}

	#next(): void {
		this.#held = false;
		for (const queue of [this.#queues.user, this.#queues.schedule]) {
			const [first] = queue;
			if (first === undefined) continue;
			queue.delete(first);
			this.#held = true;
			first.grant();
			return;
		}
	}

	#wait(queue: Set<Waiting>, signal?: AbortSignal): Promise<void> {
		if (this.waiting >= MOST_WAITING) throw new Failure("bus-busy", { waiting: this.waiting });
		return new Promise((resolve, reject) => {
			const stop = () => {
				queue.delete(waiting);
				reject(new Failure("cancelled"));
			};
			const waiting: Waiting = {
				grant: () => {
					signal?.removeEventListener("abort", stop);
					resolve();
				},
				refuse: (failure) => {
					signal?.removeEventListener("abort", stop);
					reject(failure);
				},
			};
			queue.add(waiting);
			signal?.addEventListener("abort", stop, { once: true });
		});
	}
}
