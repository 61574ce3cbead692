import type { Clock, ClockState } from "../model/clock.ts";
import { Failure } from "../model/failure.ts";

interface Timer {
	readonly due: number;
	readonly order: number;
	readonly callback: () => void;
}

/** Turns of the event loop given to promises between two timers, so that chains of awaits settle. */
const SETTLING_TURNS = 5;

function settle(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

/** A clock that stands still until it is told to advance; everything due happens in order. */
export class SimulatedClock implements Clock {
	state: ClockState = "synced";
	/** Apart from the start, so that fractions of a millisecond keep all their digits. */
	#elapsed = 0;
	readonly #start: number;
	#order = 0;
	#timers: Timer[] = [];

	constructor(start = Date.UTC(2026, 0, 1)) {
		this.#start = start;
	}

	now(): number {
		return this.#start + this.#elapsed;
	}

	monotonic(): number {
		return this.#elapsed;
	}

	schedule(ms: number, callback: () => void): () => void {
		this.#order += 1;
		const timer = { due: this.#elapsed + Math.max(0, ms), order: this.#order, callback };
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter((other) => other !== timer);
		};
	}

	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			if (signal?.aborted === true) {
				reject(new Failure("cancelled"));
				return;
			}
			const stop = () => {
				cancel();
				reject(new Failure("cancelled"));
			};
			const cancel = this.schedule(ms, () => {
				signal?.removeEventListener("abort", stop);
				resolve();
			});
			signal?.addEventListener("abort", stop, { once: true });
		});
	}

	/** Lets `ms` milliseconds pass; timers run when due, and what they wake settles before the next one. */
	async advance(ms: number): Promise<void> {
		const end = this.#elapsed + ms;
		for (;;) {
			await this.#settled();
			const next = this.#takeDue(end);
			if (next === null) break;
			this.#elapsed = Math.max(this.#elapsed, next.due);
			next.callback();
		}
		this.#elapsed = end;
		await this.#settled();
	}

	/** Advances timer by timer until the promise settles; throws Failure `timeout` after `limitMs` of simulated time. */
	async runUntil<T>(promise: Promise<T>, limitMs = 24 * 3_600_000): Promise<T> {
		const limit = this.#elapsed + limitMs;
		let done = false;
		const finish = () => {
			done = true;
		};
		promise.then(finish, finish);
		await this.#settled();
		while (!done) {
			const next = this.#takeDue(limit);
			if (next === null) throw new Failure("timeout");
			this.#elapsed = Math.max(this.#elapsed, next.due);
			next.callback();
			await this.#settled();
		}
		return promise;
	}

	/** Number of timers that still wait. */
	get waiting(): number {
		return this.#timers.length;
	}

	async #settled(): Promise<void> {
		for (let turn = 0; turn < SETTLING_TURNS; turn += 1) await settle();
	}

	#takeDue(limit: number): Timer | null {
		let next: Timer | null = null;
		for (const timer of this.#timers) {
			if (timer.due > limit) continue;
			if (next === null || timer.due < next.due || (timer.due === next.due && timer.order < next.order)) next = timer;
		}
		if (next !== null) this.#timers = this.#timers.filter((other) => other !== next);
		return next;
	}
}
