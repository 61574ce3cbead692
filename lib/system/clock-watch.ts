import { join } from "node:path";
import type { Clock, ClockState } from "../model/clock.ts";
import { type Failure, toFailure } from "../model/failure.ts";
import { EARLIEST_TRUSTED_TIME } from "../model/system-clock.ts";
import { type ClockEvidence, judgeClock } from "./clock-evidence.ts";
import { type ClockMachine, SystemMachine } from "./clock-machine.ts";
import { type SeenTime, SeenTimeFile } from "./seen-time.ts";
import { type OnJump, WatchedTime } from "./watched-time.ts";

/** What watches a clock, and who is told. Callbacks must not throw. */
export interface WatchOptions {
	/** Where the last time seen is kept over a restart; made when it is first written. */
	readonly directory: string;
	readonly clock: Clock;
	/** Default this one. */
	readonly machine?: ClockMachine;
	/**
	 * The time is known: what was stamped before in this run of the machine was so many ms too early. Told once in a run of
	 * the machine, over restarts of the process; only where the promise rejects it is told again after the next one.
	 */
	onTrusted(shiftMs: number): void | Promise<void>;
	/** The trusted clock was set while it ran, or over a restart to before the last time seen. */
	readonly onJump: OnJump;
	/** The last time seen cannot be kept; told once, until it can be again. */
	onFailure?(failure: Failure): void;
}

/** A clock of which it is known how far it can be trusted; no time is handed out before it was seen over a restart. */
export interface WatchedClock extends Clock {
	/** Id of this run of the machine. */
	readonly boot: string;
	/** Keeps the last time seen and ends the watch; the clock goes on running. Never rejects. */
	close(): Promise<void>;
}

const FILE = "clock.state";
const TICK_MS = 1000;
const KEEP_MS = 60_000;
const EXAMINE_UNTRUSTED_MS = 10_000;
const EXAMINE_TRUSTED_MS = 60_000;
/** A clock behind the last time seen waits so long for a time service; then the last time seen may have been the wrong one. */
const DOUBT_MS = 900_000;
/** Backward steps up to this are no event (a time service's first correction). */
const BEHIND_MS = 2000;
/** How exact an uptime is: two of them may be so far off against each other. */
const UPTIME_STEP_MS = 10;

class ClockWatch implements WatchedClock {
	readonly boot: string;
	readonly #options: WatchOptions;
	readonly #machine: ClockMachine;
	readonly #file: SeenTimeFile;
	readonly #time: WatchedTime;
	readonly #start: number;
	/** Last time seen before this start; 0 for none. */
	readonly #seen: number;
	/** The guess minus the machine's uptime. */
	readonly #base: number;
	#state: ClockState = "untrusted";
	#evidence: ClockEvidence;
	/** Nothing was known of the clock when it was believed. */
	#isUnproven = false;
	/** What was stamped before the time was known has been told. */
	#told = false;
	#keepAt: number;
	#examineAt: number;
	#examining = false;
	#keeping: Promise<void> = Promise.resolve();
	#failed = false;
	readonly #closing = new AbortController();
	#cancel: () => void;

	constructor(options: WatchOptions) {
		const { clock, directory, machine = new SystemMachine() } = options;
		this.#options = options;
		this.#machine = machine;
		this.boot = machine.boot;
		this.#file = new SeenTimeFile(join(directory, FILE));
		const kept = this.#file.read();
		const sameBoot = kept?.boot === machine.boot ? kept : null;
		this.#seen = kept?.seen ?? 0;
		this.#evidence = machine.glance();
		this.#start = clock.monotonic();
		this.#keepAt = Number.POSITIVE_INFINITY;
		this.#examineAt = this.#start;
		const guess = this.#guess(sameBoot);
		this.#base = guess - machine.uptimeMs();
		this.#time = new WatchedTime(clock, guess, options.onJump);
		const trusted = this.#begin(sameBoot);
		// Nobody is told before who makes the watch has it in hand.
		this.#cancel = clock.schedule(0, () => {
			if (trusted) this.#tellBehind();
			this.#tick();
		});
	}

	get state(): ClockState {
		return this.#state;
	}

	now(): number {
		return this.#time.now();
	}

	monotonic(): number {
		return this.#options.clock.monotonic();
	}

	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		return this.#options.clock.sleep(ms, signal);
	}

	schedule(ms: number, callback: () => void): () => void {
		return this.#options.clock.schedule(ms, callback);
	}

	async close(): Promise<void> {
		this.#closing.abort();
		this.#cancel();
		await this.#keep();
	}

	/** In one run of the machine the guess goes on as it began, so that all it stamped is wrong by the same. */
	#guess(sameBoot: SeenTime | null): number {
		if (sameBoot !== null) {
			const going = sameBoot.base + this.#machine.uptimeMs();
			return this.#seen > going && this.#seen - going <= UPTIME_STEP_MS ? this.#seen : going;
		}
		const rtc = this.#evidence.realTimeClock ?? 0;
		const known = rtc >= EARLIEST_TRUSTED_TIME ? rtc : 0;
		return Math.max(this.#options.clock.now(), this.#seen, known);
	}

	/** A clock that is trusted from the start has nothing to tell, unless an earlier process of this run stamped by guess. */
	#begin(sameBoot: SeenTime | null): boolean {
		if (sameBoot?.trusted === false) return false;
		this.#told = sameBoot !== null;
		const state = this.#judge();
		if (state === "untrusted" && !this.#told) return false;
		this.#isUnproven = sameBoot === null && this.#evidence.synchronized === null;
		this.#told = true;
		this.#state = state === "synced" ? "synced" : "holdover";
		this.#time.trust();
		return true;
	}

	#tellBehind(): void {
		const wall = this.#time.now();
		if (this.#seen - wall > BEHIND_MS) this.#options.onJump(this.#seen, wall);
	}

	#judge(): ClockState {
		const wall = this.#options.clock.now();
		const isDoubted = this.monotonic() - this.#start < DOUBT_MS;
		const isBehind = isDoubted && wall < this.#seen - BEHIND_MS;
		return judgeClock(wall, this.#evidence, { wasTrusted: this.#told, isBehind });
	}

	#tick(): void {
		this.#cancel = this.#options.clock.schedule(TICK_MS, () => this.#tick());
		this.#time.now();
		this.#update();
		const now = this.monotonic();
		if (now >= this.#examineAt && !this.#examining) this.#examine();
		if (now >= this.#keepAt) {
			this.#keepAt = now + KEEP_MS;
			this.#keep().catch(toFailure);
		}
	}

	#examine(): void {
		this.#examining = true;
		const { signal } = this.#closing;
		const settle = (evidence: ClockEvidence) => {
			if (signal.aborted) return;
			this.#examining = false;
			this.#evidence = evidence;
			if (this.#keepAt === Number.POSITIVE_INFINITY) this.#doubt();
			this.#update();
			const pause = this.#state === "untrusted" ? EXAMINE_UNTRUSTED_MS : EXAMINE_TRUSTED_MS;
			this.#examineAt = this.monotonic() + pause;
		};
		this.#machine.examine(signal).then(settle, () => settle({ synchronized: null, realTimeClock: null }));
	}

	/** What was believed at a glance is looked at once more by the first answer of the machine's tools. */
	#doubt(): void {
		this.#keepAt = this.monotonic();
		if (this.#state === "untrusted" || !this.#isUnproven) return;
		this.#told = false;
		if (this.#judge() === "untrusted") {
			this.#state = "untrusted";
			this.#time.doubt();
		} else this.#told = true;
	}

	/** A clock once trusted stays so: when its wall time gets lost, the time runs on without it. */
	#update(): void {
		const state = this.#judge();
		if (this.#state !== "untrusted") this.#state = state === "synced" ? "synced" : "holdover";
		else if (state !== "untrusted") {
			this.#state = state;
			this.#tellTrusted(this.#time.trust());
		}
	}

	#tellTrusted(shiftMs: number): void {
		const told = async () => {
			await this.#options.onTrusted(shiftMs);
			this.#told = true;
			await this.#keep();
		};
		// Who was told has reported it; the kept state makes the next process tell it again.
		told().catch(toFailure);
	}

	/** One write after the other. */
	#keep(): Promise<void> {
		this.#keeping = this.#keeping.then(() => this.#write());
		return this.#keeping;
	}

	async #write(): Promise<void> {
		const seen = this.now();
		// While it was not told, what is kept is the guess of this run: the next process has to tell the same.
		const base = this.#told ? seen - this.#machine.uptimeMs() : this.#base;
		try {
			await this.#file.write({ seen, boot: this.boot, base, trusted: this.#told });
			this.#failed = false;
		} catch (error) {
			if (!this.#failed) this.#options.onFailure?.(toFailure(error));
			this.#failed = true;
		}
	}
}

/** Begins to watch a clock; everything that could block is left for later. Throws only where this Node cannot read a file. */
export function watchClock(options: WatchOptions): WatchedClock {
	return new ClockWatch(options);
}
