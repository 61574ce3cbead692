import type { Clock } from "../model/clock.ts";
import type { Schedule } from "../model/schedule.ts";

/** What a schedule sets going. Callbacks must not throw. */
export interface SlotWork {
	readonly clock: Clock;
	readonly schedule: Schedule;
	/** How long before its time a slot begins, ms, so that what it sets going is centred on it; at most half an interval counts. */
	leadMs(): number;
	/** A slot begins; its time is UTC ms. */
	due(slot: number): void;
	/** So many slots went by without a beginning, because the machine slept or its clock was set; the first of them, UTC ms. */
	missed(count: number, first: number): void;
}

/** The wall time is looked at again at least this often. */
const LOOK_MS = 60_000;
/** The clock was set: the timer runs on monotonic time and knows when it should be. */
const JUMP_MS = 1000;
/** Setting the clock back by less than this is a correction of a time that was nearly right. */
const CORRECTION_MS = 60_000;
/** Slots that went by are counted up to here. */
const MOST_MISSED = 1000;

/**
 * Begins every time of a schedule once. Times come from the wall clock, waiting is done on the monotonic one; after the
 * clock was set the next time is that of the new wall time. It runs whether the clock is trusted or not.
 */
export class SlotTimer {
	readonly #work: SlotWork;
	/** The slot that comes next, and the earliest that it may begin. */
	#next: number | null = null;
	#earliest = 0;
	#beginAt = 0;
	/** Wall time minus monotonic time at the last look, and the monotonic time of it. */
	#offset: number;
	#lookedAt: number;
	#wasGuess: boolean;
	/** The slot that began last, and the length of the interval before it. */
	#begun = { slot: Number.NaN, ms: 0 };
	#stopped = false;
	#cancel: () => void = () => undefined;

	constructor(work: SlotWork) {
		const { clock } = work;
		const now = clock.now();
		this.#work = work;
		this.#lookedAt = clock.monotonic();
		this.#offset = now - this.#lookedAt;
		this.#wasGuess = clock.state === "untrusted";
		this.#finish(now);
		this.#wait();
	}

	/** The slot that comes next, UTC ms; null for none. */
	get next(): number | null {
		return this.#next;
	}

	/** Nothing is called back from now on. */
	stop(): void {
		this.#stopped = true;
		this.#cancel();
	}

	#finish(done: number): void {
		const { schedule } = this.#work;
		this.#next = schedule.next(done);
		if (this.#next === null) return;
		const before = schedule.previous(this.#next - 1) ?? Number.NEGATIVE_INFINITY;
		this.#earliest = (this.#next + before) / 2;
	}

	#wait(): void {
		const { clock, leadMs } = this.#work;
		if (this.#stopped) return;
		if (this.#next !== null) this.#beginAt = Math.max(this.#earliest, this.#next - Math.max(0, leadMs()));
		const ms = this.#next === null ? LOOK_MS : Math.ceil(this.#beginAt - clock.now());
		this.#cancel = clock.schedule(Math.min(LOOK_MS, Math.max(0, ms)), () => this.#look());
	}

	#look(): void {
		const { clock } = this.#work;
		const now = clock.now();
		this.#noticeJump(now);
		if (this.#next !== null && now >= this.#beginAt) this.#begin(this.#next, now);
		this.#wait();
	}

	/** Slots that a wrong clock never had are not missed; what a right one skipped is. */
	#noticeJump(now: number): void {
		const { clock } = this.#work;
		const offset = now - clock.monotonic();
		const jump = offset - this.#offset;
		const [wasGuess, lookedAt] = [this.#wasGuess, this.#lookedAt];
		this.#offset = offset;
		this.#lookedAt = clock.monotonic();
		this.#wasGuess = clock.state === "untrusted";
		if (Math.abs(jump) <= JUMP_MS || (jump > 0 && !wasGuess)) return;
		// What came since the last look, in the time that is right now.
		this.#finish(Math.round(lookedAt + offset));
		// Set back a little, the clock shows the time of the slot that has just begun once more.
		const isAgain = this.#next === this.#begun.slot && -jump < Math.min(CORRECTION_MS, this.#begun.ms / 2);
		if (isAgain) this.#finish(this.#begun.slot);
		this.#beginAt = this.#next ?? 0;
	}

	/** The last slot that has come by now begins, unless the next one is nearer; those before it were missed. */
	#begin(first: number, now: number): void {
		const { schedule, due, missed } = this.#work;
		const passed = this.#passBy(now);
		const slot = this.#next ?? first;
		const after = schedule.next(slot);
		const isPast = after !== null && now - slot > after - now;
		this.#begun = { slot, ms: (slot - this.#earliest) * 2 };
		this.#finish(slot);
		if (passed > 0 || isPast) missed(passed + Number(isPast), first);
		if (!isPast) due(slot);
	}

	/** Goes on to the last slot that has come and counts those before it; of very many the rest is not counted. */
	#passBy(now: number): number {
		const { schedule } = this.#work;
		for (let count = 0; ; count += 1) {
			const after = this.#next === null ? null : schedule.next(this.#next);
			if (after === null || after > now) return count;
			if (count === MOST_MISSED) {
				this.#finish((schedule.previous(now) ?? now) - 1);
				return count;
			}
			this.#finish(this.#next ?? now);
		}
	}
}
