import { type RoundTime, roundTime } from "../lib/masters/mbus/round-time.ts";

/** Bytes of a common answer: the median of recorded ones. */
const MEDIAN_ANSWER_BYTES = 87;

/** What a line's form says of its times, as texts. */
export interface LineForm {
	readonly baudRate: unknown;
	readonly latency: unknown;
	readonly transport: unknown;
	readonly nke: unknown;
}

/** The least and the most that reading so many meters of a line takes, when all of them answer. */
export function lineRoundTime({ baudRate, latency, transport, nke }: LineForm, meters: number): RoundTime {
	const usual = transport === "serial" ? 50 : 300;
	const entered = String(latency ?? "");
	return roundTime({
		meters,
		answerBytes: MEDIAN_ANSWER_BYTES,
		baudRate: Number(baudRate) || 2400,
		latencyMs: /^\d+$/.test(entered) ? Number(entered) : usual,
		nke: nke === "always",
	});
}

/** `12–27`, in seconds; with one decimal below ten. */
export function secondsText({ leastMs, mostMs }: RoundTime): string {
	const [least, most] = [leastMs, mostMs].map((ms) =>
		(ms / 1000).toLocaleString(undefined, { maximumFractionDigits: ms < 10_000 ? 1 : 0 }),
	);
	return `${least}–${most}`;
}
