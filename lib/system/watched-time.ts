import type { Clock } from "../model/clock.ts";
import { EARLIEST_TRUSTED_TIME } from "../model/system-clock.ts";

/** More than a time service slews between two looks: the clock was set. */
const JUMP_MS = 1000;

/** Tells the time before and after the clock was set to another one, UTC ms. */
export type OnJump = (before: number, after: number) => void;

/**
 * The wall time of a clock, or a guess that runs on its monotonic time until the wall time is trusted. A trusted wall
 * time that falls back to before any possible one is left aside and the time runs on without it.
 */
export class WatchedTime {
	readonly #clock: Clock;
	readonly #onJump: OnJump;
	#isGuess = true;
	/** Time minus monotonic time. */
	#offset: number;

	constructor(clock: Clock, guess: number, onJump: OnJump) {
		this.#clock = clock;
		this.#onJump = onJump;
		this.#offset = guess - clock.monotonic();
	}

	/** UTC ms, whole. Every look notices whether the clock was set since the last one. */
	now(): number {
		if (!this.#isGuess) this.#look();
		return this.#running();
	}

	/** From here on it is the wall time; returns by how much the guess was behind it, ms. */
	trust(): number {
		const guess = this.#running();
		const wall = this.#clock.now();
		this.#isGuess = false;
		if (wall < EARLIEST_TRUSTED_TIME) return 0;
		this.#offset = wall - this.#clock.monotonic();
		return wall - guess;
	}

	/** The wall time was trusted too early: from here on it is a guess. */
	doubt(): void {
		this.#isGuess = true;
	}

	#running(): number {
		// A wall time in whole ms minus a fraction: rounding gives it back, whatever the fraction lost.
		return Math.round(this.#offset + this.#clock.monotonic());
	}

	#look(): void {
		const wall = this.#clock.now();
		if (wall < EARLIEST_TRUSTED_TIME) return;
		const before = this.#running();
		this.#offset = wall - this.#clock.monotonic();
		if (Math.abs(wall - before) > JUMP_MS) this.#onJump(before, wall);
	}
}
