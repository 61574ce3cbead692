import type { Frame } from "../protocols/mbus/frame.ts";
import type { Sending } from "./faulty-answers.ts";

/** What a simulated line has seen: the figures scans and rounds are judged by. */
export interface LineCounters {
	requests: number;
	initialises: number;
	selects: number;
	dataRequests: number;
	/** Answers that went on the wire; several to one request count each. */
	answers: number;
	/** Requests to which different answers met. */
	collisions: number;
}

const CI_SELECT = [0x52, 0x56];

/** All at nought. */
export function noCounters(): LineCounters {
	return { requests: 0, initialises: 0, selects: 0, dataRequests: 0, answers: 0, collisions: 0 };
}

/** Counts a request that the meters heard. */
export function countRequest(counters: LineCounters, frame: Frame): void {
	counters.requests += 1;
	if (frame.kind === "long" && CI_SELECT.includes(frame.ci)) counters.selects += 1;
	if (frame.kind !== "short") return;
	if (frame.control === 0x40) counters.initialises += 1;
	if ((frame.control & 0x0f) === 0x0b) counters.dataRequests += 1;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
	return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** Counts what the meters answered to one request. */
export function countAnswers(counters: LineCounters, sendings: readonly Sending[]): void {
	counters.answers += sendings.length;
	const [first] = sendings;
	if (first !== undefined && sendings.some(({ bytes }) => !isSame(bytes, first.bytes))) counters.collisions += 1;
}
