import { answerTimeoutMs, bitsMs, LONGEST_FRAME, type Timing, transmissionMs } from "./timing.ts";

/** What a poll round consists of. */
export interface RoundPlan extends Timing {
	readonly meters: number;
	/** Meters that do not answer, among `meters`; default 0. */
	readonly deadMeters?: number;
	/** Mean bytes of an answer frame, default 101; at most 261. */
	readonly answerBytes?: number;
	/** Telegrams per meter, default 1. */
	readonly telegrams?: number;
	readonly addressing?: "primary" | "secondary";
	/** SND_NKE before every read. */
	readonly nke?: boolean;
	/** Repetitions of a request to a meter that does not answer, default 2. */
	readonly retries?: number;
}

/** The least and the most that a round takes, in milliseconds: meters answer after 11 … 330 bit times + 50 ms. */
export interface RoundTime {
	readonly leastMs: number;
	readonly mostMs: number;
}

const SHORT_FRAME = 5;
const SELECT_FRAME = 17;
const ACK_BYTES = 1;
const MEAN_ANSWER = 101;
const EARLIEST_BITS = 11;
const LATEST_BITS = 330;
const LATEST_MS = 50;

/** Computes how long a poll round takes (EN 13757-2, 5.3), so that a shorter interval can be refused. */
export function roundTime(plan: RoundPlan): RoundTime {
	const { deadMeters = 0, retries = 2, meters } = plan;
	const dead = Math.min(deadMeters, meters);
	const deadMs = dead * (1 + retries) * silentMs(plan);
	const alive = meters - dead;
	return {
		leastMs: alive * readMs(plan, bitsMs(EARLIEST_BITS, plan.baudRate)) + deadMs,
		mostMs: alive * readMs(plan, bitsMs(LATEST_BITS, plan.baudRate) + LATEST_MS + plan.latencyMs) + deadMs,
	};
}

function readMs(plan: RoundPlan, delayMs: number): number {
	const { addressing = "primary", answerBytes = MEAN_ANSWER, baudRate, nke = false, telegrams = 1 } = plan;
	const exchange = (request: number, answer: number) => transmissionMs(request + answer, baudRate) + delayMs;
	const selects = addressing === "secondary" ? exchange(SELECT_FRAME, ACK_BYTES) : 0;
	const resets = nke && addressing === "primary" ? exchange(SHORT_FRAME, ACK_BYTES) : 0;
	return selects + resets + telegrams * exchange(SHORT_FRAME, Math.min(answerBytes, LONGEST_FRAME));
}

function silentMs(plan: RoundPlan): number {
	const request = plan.addressing === "secondary" ? SELECT_FRAME : SHORT_FRAME;
	return transmissionMs(request, plan.baudRate) + answerTimeoutMs(plan);
}
