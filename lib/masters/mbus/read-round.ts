import { Failure, type FailureCode, toFailure } from "../../model/failure.ts";
import type { MbusLine } from "./line.ts";
import { type MeterAddress, meterAddressText } from "./meter-address.ts";
import { type BackOff, DEFAULT_BACK_OFF, takeTurn } from "./poll-back-off.ts";
import { type MeterAnswer, readMeter } from "./read-meter.ts";

/** How far a round is. */
export interface RoundProgress {
	readonly done: number;
	readonly total: number;
	readonly answered: number;
	readonly failed: number;
}

/** What a round brought. */
export interface RoundResult {
	readonly answered: number;
	/** Meters without an answer, those left out among them. */
	readonly failed: number;
	/** Meters left out because they did not answer for long. */
	readonly leftOut: number;
	readonly durationMs: number;
}

/** Whom a round tells what; a promise is waited for, with the line free for others. */
export interface RoundOptions {
	readonly signal?: AbortSignal | undefined;
	/** How meters that do not answer are left out; null: they are asked in every round. */
	readonly backOff?: BackOff | null;
	/** Takes turns with other rounds on the line, meter by meter, where it would be refused otherwise; default false. */
	readonly shared?: boolean;
	onAnswer?(answer: MeterAnswer): void | Promise<void>;
	/** A meter that was left out fails with `device-silent`, `leftOut` in the details. */
	onFailure?(address: MeterAddress, failure: Failure): void | Promise<void>;
	onProgress?(progress: RoundProgress): void;
}

/** These end the round: nobody else would be answered. */
const FATAL: readonly FailureCode[] = ["cancelled", "bus-closed"];

/**
 * Reads many meters, one transaction each, so that a person's command gets in between; one that does not answer costs
 * its timeouts only. Throws Failure `bus-busy` at once while another round runs on the line (unless it is shared), `cancelled`, `bus-closed`.
 */
export async function readRound(
	line: MbusLine,
	addresses: readonly MeterAddress[],
	options: RoundOptions = {},
): Promise<RoundResult> {
	const end = options.shared === true ? () => undefined : line.beginRound();
	try {
		return await new Round(line, options).read(addresses);
	} finally {
		end();
	}
}

class Round {
	readonly #line: MbusLine;
	readonly #options: RoundOptions;
	#answered = 0;
	#failed = 0;
	#leftOut = 0;

	constructor(line: MbusLine, options: RoundOptions) {
		this.#line = line;
		this.#options = options;
	}

	async read(addresses: readonly MeterAddress[]): Promise<RoundResult> {
		const { devices, settings } = this.#line;
		const { clock } = settings;
		const start = clock.monotonic();
		const total = addresses.length;
		for (const [index, address] of addresses.entries()) {
			await this.#readOne(address);
			this.#options.onProgress?.({ done: index + 1, total, answered: this.#answered, failed: this.#failed });
		}
		// A round among others is no measure of the bus where its few meters are silent.
		if (this.#options.shared !== true || this.#answered > 0) devices.lastRoundAnswers = this.#answered;
		const durationMs = clock.monotonic() - start;
		return { answered: this.#answered, failed: this.#failed, leftOut: this.#leftOut, durationMs };
	}

	async #readOne(address: MeterAddress): Promise<void> {
		const { backOff = DEFAULT_BACK_OFF, onAnswer, onFailure, signal } = this.#options;
		if (signal?.aborted === true) throw new Failure("cancelled");
		const outcome = await this.#outcome(address, backOff);
		if (outcome instanceof Failure) {
			if (FATAL.includes(outcome.code)) throw outcome;
			this.#failed += 1;
			await onFailure?.(address, outcome);
		} else {
			this.#answered += 1;
			await onAnswer?.(outcome);
		}
	}

	async #outcome(address: MeterAddress, backOff: BackOff | null): Promise<MeterAnswer | Failure> {
		const key = meterAddressText(address);
		const state = this.#line.devices.of(key);
		// Where nobody answered at all it is the bus that was down, not the meters.
		const isBusAlive = this.#line.devices.lastRoundAnswers !== 0;
		if (backOff !== null && isBusAlive && !takeTurn(state, backOff)) {
			this.#leftOut += 1;
			return new Failure("device-silent", { address: key, leftOut: true, failures: state.failures });
		}
		return await readMeter(this.#line, address, { priority: "schedule", signal: this.#options.signal }).catch(
			toFailure,
		);
	}
}
