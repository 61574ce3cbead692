import { Failure } from "../../lib/model/failure.ts";
import type { Rhythm } from "./pace.ts";

/** What a group begins a round with. */
export interface GroupRound {
	readonly group: ReadingGroup;
	/** The time of the schedule that the round is for, UTC ms; null for plain seconds. */
	readonly slot: number | null;
}

/** What a group needs of the node. */
export interface GroupOptions {
	readonly rhythm: Rhythm;
	/** Times of a schedule rather than plain seconds: each that is lost is told. */
	readonly isAligned: boolean;
	/** Works on a round; resolves when it ended, and never rejects. */
	read(round: GroupRound): Promise<void>;
	report(failure: Failure): void;
}

/** How much of the last round's length the next one is believed to have. */
const SMOOTHING = 0.5;

/** Meters that are read at the same times: at most one round of them runs, and what that one keeps from beginning is counted. */
export class ReadingGroup {
	readonly #options: GroupOptions;
	/** Whether it was told that a round cannot fit, that one did not fit, that times were lost. */
	readonly told = { tooShort: false, outlasted: false, missed: false };
	#running = false;
	#late = 0;
	#missed = 0;
	#turn = 0;
	#roundMs: number | null = null;

	constructor(options: GroupOptions) {
		this.#options = options;
	}

	get rhythm(): Rhythm {
		return this.#options.rhythm;
	}

	get isAligned(): boolean {
		return this.#options.isAligned;
	}

	/** Times at which a round should have begun while the one before was still running. */
	get late(): number {
		return this.#late;
	}

	/** Times that were lost since the node began. */
	get missed(): number {
		return this.#missed;
	}

	/** Number of the round, from 0. */
	get turn(): number {
		return this.#turn - 1;
	}

	/** Milliseconds that a round took lately; null before the first. */
	get roundMs(): number | null {
		return this.#roundMs;
	}

	/** A round should begin now. */
	due(slot: number | null): void {
		if (this.#running) {
			this.#late += 1;
			this.miss(1, slot);
			return;
		}
		if (this.#late === 0) this.told.missed = false;
		this.#late = 0;
		this.#turn += 1;
		this.#running = true;
		const end = () => {
			this.#running = false;
		};
		this.#options.read({ group: this, slot }).then(end, end);
	}

	/** So many times went by, the first of them at UTC ms; told once, until a round begins in time again. */
	miss(count: number, first: number | null): void {
		this.#missed += count;
		if (this.told.missed || !this.isAligned) return;
		this.told.missed = true;
		const { schedule } = this.rhythm;
		const at = first === null ? "" : new Date(first).toISOString();
		this.#options.report(new Failure("slot-missed", { schedule, missed: count, first: at }));
	}

	/** A round took so many milliseconds. */
	took(ms: number): void {
		this.#roundMs = this.#roundMs === null ? ms : this.#roundMs + SMOOTHING * (ms - this.#roundMs);
	}
}
