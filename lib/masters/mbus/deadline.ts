import type { Clock } from "../../model/clock.ts";

/** A timer may ring a little early; less than this is not waited for again. */
const TIMER_TOLERANCE_MS = 0.01;
/** A timer that rings later than this was held up: the process or the machine stood still. */
const STALL_MS = 3;
/** What the bytes that wait need to get here once the process runs again. */
const CATCH_UP_MS = 5;

/** What a deadline belongs to. */
export interface DeadlineOptions {
	readonly clock: Clock;
	/** Most milliseconds that are granted on top for stalls, all in all. */
	readonly mostGraceMs: number;
	/** The time is up, and nothing was held up on the way. */
	timeUp(): void;
}

/**
 * A moment after which nothing is expected any more. A stall is not silence: when the timer itself rings late, what came
 * meanwhile may still wait in the socket, so that about as much time is granted again.
 */
export class Deadline {
	readonly #options: DeadlineOptions;
	#due = 0;
	#graceMs: number;
	#unschedule: () => void = () => undefined;

	constructor(options: DeadlineOptions) {
		this.#options = options;
		this.#graceMs = options.mostGraceMs;
	}

	/** Sets or moves the moment, in monotonic milliseconds. */
	set(due: number): void {
		this.#due = due;
		this.#wait();
	}

	/** Takes it back. */
	stop(): void {
		this.#unschedule();
	}

	#wait(): void {
		const { clock } = this.#options;
		this.#unschedule();
		this.#unschedule = clock.schedule(Math.max(0, this.#due - clock.monotonic()), () => this.#rings());
	}

	#rings(): void {
		const { clock, timeUp } = this.#options;
		const lateMs = clock.monotonic() - this.#due;
		if (lateMs < -TIMER_TOLERANCE_MS) this.#wait();
		else if (lateMs > STALL_MS && this.#graceMs > 0) this.#grant(Math.min(lateMs + CATCH_UP_MS, this.#graceMs));
		else timeUp();
	}

	#grant(ms: number): void {
		this.#graceMs -= ms;
		this.set(this.#options.clock.monotonic() + ms);
	}
}
