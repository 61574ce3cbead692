import type { ByteLink } from "../../model/byte-link.ts";
import type { Clock } from "../../model/clock.ts";
import { type Failure, toFailure } from "../../model/failure.ts";
import { FrameSplitter } from "../../protocols/mbus/frame-splitter.ts";
import type { MbusSlaves, SlaveAnswer, SlaveDevice } from "./mbus-slaves.ts";
import type { SlaveSession } from "./slave-session.ts";
import { superpose } from "./superpose.ts";

/** Bit times between request and answer (EN 13757-2, 5.4: 11 … 330). */
export const ANSWER_BITS = 33;

/** Half a request that is older than this belongs to no other half. */
const STALE_MS = 1000;

/** How slaves meet a wire. */
export interface ServeOptions {
	readonly link: ByteLink;
	readonly slaves: MbusSlaves;
	readonly clock: Clock;
	/** The wire's rate, for the pause before an answer; null = answer at once. */
	readonly baudRate: number | null;
	/** The master's own link state; absent = the one of the whole bus. */
	readonly session?: SlaveSession<SlaveDevice>;
	/** An answer could not be written: the master will ask again. */
	onFailure?(failure: Failure): void;
}

/** Answers what comes in over one link until the returned function is called; the link stays open. */
export function serveSlaves({ link, slaves, clock, baudRate, session, onFailure }: ServeOptions): () => void {
	const splitter = new FrameSplitter();
	const answerMs = baudRate === null ? 0 : (ANSWER_BITS * 1000) / baudRate;
	let lastHeard = clock.monotonic();
	let cancelAnswer = () => {};

	const write = (bytes: Uint8Array) => {
		link.write(bytes).catch((error: unknown) => onFailure?.(toFailure(error)));
	};
	const send = (answers: readonly SlaveAnswer[]) => {
		if (answers.length === 0) return;
		const bytes = superpose(answers.map((answer) => answer.bytes));
		cancelAnswer();
		if (answerMs === 0) write(bytes);
		else cancelAnswer = clock.schedule(answerMs, () => write(bytes));
	};
	const hear = (chunk: Uint8Array) => {
		const now = clock.monotonic();
		if (now - lastHeard > STALE_MS) splitter.reset();
		lastHeard = now;
		const context = { time: clock.now(), ...(session === undefined ? {} : { session }) };
		for (const item of splitter.push(chunk)) {
			if (item.kind === "frame") send(slaves.respond(item.frame, context));
		}
	};
	const leave = link.listen({ bytes: hear });
	return () => {
		leave();
		cancelAnswer();
	};
}
