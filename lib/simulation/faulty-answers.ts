import type { SlaveAnswer } from "../servers/mbus-slave/mbus-slaves.ts";
import type { MeterFaults, SimulatedMeter } from "./simulated-meter.ts";

/** One sender with what it puts on the wire and how long after the request, in bit times plus milliseconds. */
export interface Sending {
	readonly bytes: Uint8Array;
	readonly afterBits: number;
	readonly lateMs: number;
}

/** Noise ends where a punctual answer starts, so that it stands right before it. */
const NOISE_BYTES = 2;
const NOISE_BITS = NOISE_BYTES * 11;

function withWrongChecksum(bytes: Uint8Array): Uint8Array {
	const wrong = Uint8Array.from(bytes);
	const index = Math.max(0, wrong.length - 2);
	wrong[index] = (wrong[index] ?? 0) ^ 0x55;
	return wrong;
}

/** What the meters' answers become on the way, by each meter's faults; `random` gives numbers in [0, 1). */
export function faultyAnswers(
	answers: readonly SlaveAnswer[],
	{ answerBits, random }: { answerBits: number; random: () => number },
): Sending[] {
	const happens = (probability: number | undefined) =>
		probability !== undefined && probability > 0 && random() < probability;
	return answers.flatMap(({ slave, bytes }) => {
		const faults: MeterFaults = (slave as SimulatedMeter).faults ?? {};
		if (faults.dead === true || happens(faults.loseProbability)) return [];
		const afterBits = faults.answerBits ?? answerBits;
		const lateMs = happens(faults.lateProbability) ? (faults.lateMs ?? 0) : 0;
		const heard = happens(faults.checksumProbability) ? withWrongChecksum(bytes) : bytes;
		const sendings: Sending[] = [{ bytes: heard, afterBits, lateMs }];
		if (happens(faults.noiseProbability)) {
			const noise = Uint8Array.from({ length: NOISE_BYTES }, () => Math.floor(random() * 256));
			sendings.push({ bytes: noise, afterBits: Math.max(0, afterBits - NOISE_BITS), lateMs });
		}
		return sendings;
	});
}
