import type { Expectation } from "./superposition.ts";
import { GAP_MS, type Timing } from "./timing.ts";

/** How one answer came. */
export interface Arrival {
	/** Milliseconds of the first byte beyond the earliest that EN 13757-2 allows; negative where the bus has no pace. */
	readonly delayMs: number;
	/** How the bytes of a long answer were gathered to chunks; null for a short one, which tells nothing of it. */
	readonly chunks: Chunks | null;
	/** It began so soon behind another answer that it may be the rest of that: several meters answer a SELECT one after the other. */
	readonly trailing?: boolean;
}

/** How the way to a bus hands on bytes. */
export interface Chunks {
	/** Milliseconds that the bytes of the first chunk took on the wire: for so long none of them was seen. */
	readonly heldMs: number;
	/** Longest pause between two chunks, milliseconds. */
	readonly pauseMs: number;
}

/** What is known of the way to the bus before anything came over it. */
export interface LatencyOptions {
	/** What is assumed before anything is known, and the most that is ever assumed, milliseconds. */
	readonly latencyMs: number;
	/** False: somebody said so and knows better. */
	readonly learns: boolean;
}

/** With fewer arrivals than this the worst one counts more; with as many a lone outlier is none of the way's doing. */
const ENOUGH_ARRIVALS = 8;
const FEW_ARRIVALS_FACTOR = 1.5;
/** The first arrival is taken for much better than what is to come. */
const FIRST_ARRIVAL_FACTOR = 3;
const MOST_ARRIVALS = 32;
/** An answer cannot be earlier by more than the grain of timers. */
const EARLY_MS = 5;
/** What timers and this machine add at any time; the delay of the meters, counted in, is a margin by itself. */
const MARGIN_MS = 5;
/** A pause may be so many times the longest so far: an answer that broke off costs far more than waiting for its rest. */
const PAUSE_FACTOR = 3;

/**
 * Learns what the way to a bus adds to an answer. The delay of the meters themselves is taken for a part of the way,
 * which errs on the safe side; answers that come too late void all that was learned.
 */
export class LearnedLatency {
	readonly #options: LatencyOptions;
	#arrivals: Arrival[] = [];

	constructor(options: LatencyOptions) {
		this.#options = options;
	}

	/** What has to be reckoned with now, for an answer that is an E5 or one that may be long and held back as a whole. */
	timing(expectation: Expectation): Omit<Timing, "baudRate"> {
		const { latencyMs } = this.#options;
		if (this.#arrivals.length === 0) return { latencyMs };
		const waysMs = this.#delayMs() + MARGIN_MS;
		const chunks = this.#chunks();
		if (chunks === null) return { latencyMs: expectation === "ack" ? Math.min(latencyMs, waysMs) : latencyMs };
		const pauseMs = Math.max(0, chunks.pauseMs * PAUSE_FACTOR - GAP_MS);
		const heldMs = expectation === "ack" ? 0 : chunks.heldMs;
		return { latencyMs: Math.min(latencyMs, waysMs + heldMs), pauseMs: Math.min(latencyMs, pauseMs) };
	}

	/** An answer came; one that began before its request was over is that to an earlier one, unless the bus has no pace. */
	arrived(arrival: Arrival): void {
		if (!this.#options.learns) return;
		const isEarly = arrival.delayMs < -EARLY_MS && this.#isPaced();
		if (isEarly && arrival.trailing !== true) this.forget();
		if (!isEarly) this.#arrivals = [...this.#arrivals, arrival].slice(-MOST_ARRIVALS);
	}

	/** Something came when nothing was expected any more. */
	forget(): void {
		this.#arrivals = [];
	}

	#isPaced(): boolean {
		return this.#arrivals.length > 0 && this.#arrivals.every(({ delayMs }) => delayMs >= -EARLY_MS);
	}

	#chunks(): Chunks | null {
		const all = this.#arrivals.flatMap(({ chunks }) => (chunks === null ? [] : [chunks]));
		if (all.length === 0) return null;
		return {
			heldMs: Math.max(...all.map(({ heldMs }) => heldMs)),
			pauseMs: Math.max(...all.map(({ pauseMs }) => pauseMs)),
		};
	}

	#delayMs(): number {
		const [worst = 0, second = 0] = this.#arrivals.map(({ delayMs }) => Math.max(0, delayMs)).sort((a, b) => b - a);
		if (this.#arrivals.length === 1) return FIRST_ARRIVAL_FACTOR * worst;
		return this.#arrivals.length < ENOUGH_ARRIVALS ? FEW_ARRIVALS_FACTOR * worst : second;
	}
}
