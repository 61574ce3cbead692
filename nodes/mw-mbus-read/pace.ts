import type { LineSettings } from "../../lib/masters/mbus/line-options.ts";
import type { MeterAddress } from "../../lib/masters/mbus/meter-address.ts";
import { roundTime } from "../../lib/masters/mbus/round-time.ts";
import { Failure } from "../../lib/model/failure.ts";

/** EN 13757-3: bytes of the shortest answer with values, fixed data structure (CI 73). */
const SHORTEST_ANSWER = 25;

/** Milliseconds that a round takes at the very least, if all meters answer at once with next to nothing. */
export function leastRoundMs({ baudRate, latencyMs, nke }: LineSettings, addresses: readonly MeterAddress[]): number {
	const timing = { baudRate, latencyMs, nke: nke === "always", answerBytes: SHORTEST_ANSWER };
	const kinds = ["primary", "secondary"] as const;
	return kinds.reduce((sum, addressing) => {
		const meters = addresses.filter(({ kind }) => kind === addressing).length;
		return sum + roundTime({ ...timing, meters, addressing }).leastMs;
	}, 0);
}

/** Watches whether rounds fit into their interval; what does not is told once, until a round fits again. */
export class Pace {
	readonly #intervalMs: number;
	#late = 0;
	#told = false;

	constructor(intervalMs: number) {
		this.#intervalMs = intervalMs;
	}

	/** Times at which a round should have begun while the one before was still running. */
	get late(): number {
		return this.#late;
	}

	/** A round should begin now; false where it cannot. */
	tick(busy: boolean): boolean {
		this.#late = busy ? this.#late + 1 : 0;
		return !busy;
	}

	/** Failure `interval-too-short` where a round of so many milliseconds does not fit; `isNew` says that it was not told before. */
	check(roundMs: number, meters: number): { readonly failure: Failure; readonly isNew: boolean } | null {
		if (roundMs <= this.#intervalMs) {
			this.#told = false;
			return null;
		}
		const isNew = !this.#told;
		this.#told = true;
		const seconds = (ms: number) => Math.round(ms / 100) / 10;
		const details = { interval: seconds(this.#intervalMs), least: seconds(roundMs), meters };
		return { failure: new Failure("interval-too-short", details), isNew };
	}
}
