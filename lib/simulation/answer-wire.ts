import type { Clock } from "../model/clock.ts";
import { Burst } from "./burst.ts";
import { isDue, scheduleAt } from "./schedule-at.ts";

/** How the converter hands on what it hears. */
export interface AnswerWireOptions {
	readonly clock: Clock;
	/** A chunk every so many milliseconds while bytes come in, and one at the end; null = only at the end. */
	readonly chunkMs: number | null;
	deliver(bytes: Uint8Array): void;
}

/** The slaves' side of a bus: takes transmissions with their start times and delivers the bytes when they have been on the wire. */
export class AnswerWire {
	readonly #options: AnswerWireOptions;
	#bursts: Burst[] = [];
	#nextChunkMs = 0;
	#cancel = () => {};

	constructor(options: AnswerWireOptions) {
		this.#options = options;
	}

	/** Puts senders on the wire that start at the same moment (monotonic milliseconds); `bitMs` 0 = without time. */
	transmit(startMs: number, bitMs: number, senders: readonly Uint8Array[]): void {
		const burst = this.#burstAt(startMs, bitMs);
		for (const bytes of senders) burst.add(startMs, bytes);
		this.#arm();
	}

	/** Forgets everything that is still on its way. */
	clear(): void {
		this.#cancel();
		this.#bursts = [];
	}

	#burstAt(startMs: number, bitMs: number): Burst {
		const running = this.#bursts.find((burst) => startMs < burst.endMs && startMs >= burst.startMs);
		if (running !== undefined) return running;
		const burst = new Burst(startMs, bitMs);
		this.#bursts.push(burst);
		this.#bursts.sort((one, other) => one.startMs - other.startMs);
		if (this.#bursts[0] === burst) this.#startChunks(burst);
		return burst;
	}

	#startChunks(burst: Burst): void {
		this.#nextChunkMs = burst.startMs + (this.#options.chunkMs ?? Number.POSITIVE_INFINITY);
	}

	#arm(): void {
		const { clock } = this.#options;
		this.#cancel();
		for (let [burst] = this.#bursts; burst !== undefined; [burst] = this.#bursts) {
			const due = Math.min(burst.endMs, this.#nextChunkMs);
			if (!isDue(clock, due)) {
				this.#cancel = scheduleAt(clock, due, () => this.#arm());
				return;
			}
			this.#deliver(burst);
		}
	}

	#deliver(burst: Burst): void {
		const { clock, chunkMs, deliver } = this.#options;
		const isOver = isDue(clock, burst.endMs);
		const bytes = burst.takeUntil(isOver ? burst.endMs : clock.monotonic());
		if (isOver) {
			this.#bursts = this.#bursts.filter((other) => other !== burst);
			const [next] = this.#bursts;
			if (next !== undefined) this.#startChunks(next);
		} else {
			while (isDue(clock, this.#nextChunkMs)) this.#nextChunkMs += chunkMs ?? Number.POSITIVE_INFINITY;
		}
		if (bytes.length > 0) deliver(bytes);
	}
}
