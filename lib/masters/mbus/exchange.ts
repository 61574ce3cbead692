import type { Clock } from "../../model/clock.ts";
import type { Failure, FailureCode } from "../../model/failure.ts";
import { decodeFrame } from "../../protocols/mbus/decode-frame.ts";
import type { Frame } from "../../protocols/mbus/frame.ts";
import { FrameSplitter, type SplitItem } from "../../protocols/mbus/frame-splitter.ts";
import { Deadline } from "./deadline.ts";
import type { Arrival } from "./learned-latency.ts";
import { type Expectation, isCutShort, looksSuperposed } from "./superposition.ts";
import { answerTimeoutMs, bitsMs, endMs, exchangeLimitMs, gapMs, type Timing, transmissionMs } from "./timing.ts";

/** How a request went on the wire, without a judgement. */
export type ExchangeResult =
	| {
			readonly kind: "frame";
			readonly frame: Frame;
			readonly raw: Uint8Array;
			/** Other bytes came in front of the frame or right behind it. */
			readonly disturbed: boolean;
			/** Other bytes came right behind it, in the same chunk. */
			readonly followed: boolean;
	  }
	| { readonly kind: "silent" }
	/** Good frames came, but none that answers this request. */
	| { readonly kind: "stray"; readonly frame: Frame }
	| {
			readonly kind: "garbled";
			readonly bytes: Uint8Array;
			/** `checksum`, `collision`, or what else is wrong with the bytes. */
			readonly code: FailureCode;
	  };

/** What is asked and how the answer is known. */
export interface ExchangeOptions {
	readonly clock: Clock;
	readonly timing: Timing;
	readonly request: Uint8Array;
	readonly expectation: Expectation;
	/** Says no to a good frame that answers something else, e.g. the late answer of another meter. */
	readonly accept: (frame: Frame) => boolean;
}

/** Bit 6 of the control field is set in everything a master sends (EN 13757-2, 5.4.2). */
const FROM_MASTER = 0x40;
const MOST_KEPT_BYTES = 1024;
/** EN 13757-2: no slave answers earlier than after so many bit times. */
const EARLIEST_BITS = 11;
/** A shorter answer may come in one chunk over any way. */
const TELLING_BYTES = 20;

function answers(frame: Frame, expectation: Expectation): boolean {
	if (frame.kind === "ack") return expectation !== "response";
	if ((frame.control & FROM_MASTER) !== 0) return false;
	return frame.kind === "long" && expectation !== "ack";
}

/** One request and the bytes that follow it: over at once with the frame asked for, or when nothing can come any more. */
export class Exchange {
	/** How it went; never rejects but with Failure `link-down` or what `fail` was told. */
	readonly done: Promise<ExchangeResult>;
	readonly #options: ExchangeOptions;
	readonly #splitter = new FrameSplitter();
	readonly #finish: (result: ExchangeResult) => void;
	readonly #reject: (failure: Failure) => void;
	#over = false;
	#seen = new Uint8Array(0);
	#garbage: FailureCode | null = null;
	#strayBytes = 0;
	#stray: Frame | null = null;
	/** When the request has left, the answer must have begun and must be over: monotonic milliseconds. */
	#requestEnd = 0;
	#answerBy = 0;
	#endBy = 0;
	/** Bytes came, so that the end depends on them. */
	#waited = false;
	readonly #deadline: Deadline;
	/** The first chunk of the answer. */
	#first: { readonly at: number; readonly bytes: number } | null = null;
	#lastAt = 0;
	#longestPauseMs = 0;

	constructor(options: ExchangeOptions) {
		this.#options = options;
		const { promise, resolve, reject } = Promise.withResolvers<ExchangeResult>();
		this.done = promise;
		this.#finish = resolve;
		this.#reject = reject;
		promise.catch(() => undefined);
		this.#splitter.expectEcho(options.request);
		this.#deadline = new Deadline({
			clock: options.clock,
			mostGraceMs: answerTimeoutMs(options.timing),
			timeUp: () => this.#timeUp(),
		});
		this.#sentAt(options.clock.monotonic() + transmissionMs(options.request.length, options.timing.baudRate));
	}

	/** How the answer came; null before its first byte. */
	get arrival(): Arrival | null {
		if (this.#first === null || this.#options.request.length === 0) return null;
		const { baudRate } = this.#options.timing;
		const heldMs = transmissionMs(this.#first.bytes, baudRate);
		const isTelling = this.#answerBytes() >= TELLING_BYTES;
		return {
			delayMs: this.#first.at - this.#requestEnd - heldMs - bitsMs(EARLIEST_BITS, baudRate),
			chunks: isTelling ? { heldMs, pauseMs: this.#longestPauseMs } : null,
		};
	}

	/** Whether it is over, so that what comes now comes too late. */
	get isOver(): boolean {
		return this.#over;
	}

	/** The request has left at `time` (monotonic); by then it may still be on its way beyond a converter. */
	sent(start: number): void {
		if (this.#over) return;
		const { clock, request, timing } = this.#options;
		this.#sentAt(Math.max(clock.monotonic(), start + transmissionMs(request.length, timing.baudRate)));
	}

	/** Bytes that came off the wire. */
	push(chunk: Uint8Array): void {
		if (this.#over) return;
		this.#keep(chunk);
		this.#noteArrival();
		const items = this.#splitter.push(chunk);
		const hit = items.findIndex((item) => this.#isAnswer(item));
		for (const item of hit === -1 ? items : items.slice(0, hit)) this.#note(item);
		const answer = items[hit];
		if (answer?.kind !== "frame") {
			this.#extend(items.at(-1));
			return;
		}
		const followed = hit < items.length - 1 || this.#splitter.pending() > 0;
		const disturbed = followed || this.#garbage !== null;
		this.#end({ kind: "frame", frame: answer.frame, raw: answer.raw, disturbed, followed });
	}

	/** Ends the exchange for a reason outside of it. */
	fail(failure: Failure): void {
		if (this.#over) return;
		this.#stop();
		this.#reject(failure);
	}

	#isAnswer(item: SplitItem): boolean {
		return item.kind === "frame" && this.#answers(item.frame);
	}

	#answers(frame: Frame): boolean {
		return answers(frame, this.#options.expectation) && this.#options.accept(frame);
	}

	#note(item: SplitItem): void {
		if (item.kind === "garbage") {
			this.#garbage = this.#garbage === "checksum" ? "checksum" : item.code;
		} else if (!this.#isEcho(item.raw)) {
			this.#stray = item.frame;
			if (this.#garbage === null) this.#strayBytes += item.raw.length;
		}
	}

	#isEcho(raw: Uint8Array): boolean {
		const { request } = this.#options;
		return raw.length === request.length && raw.every((byte, index) => byte === request[index]);
	}

	#keep(chunk: Uint8Array): void {
		if (this.#seen.length >= MOST_KEPT_BYTES) return;
		const seen = new Uint8Array(this.#seen.length + chunk.length);
		seen.set(this.#seen);
		seen.set(chunk, this.#seen.length);
		this.#seen = seen;
	}

	#noteArrival(): void {
		const bytes = this.#answerBytes();
		if (bytes === 0) return;
		const at = this.#options.clock.monotonic();
		if (this.#first === null) this.#first = { at, bytes };
		else this.#longestPauseMs = Math.max(this.#longestPauseMs, at - this.#lastAt);
		this.#lastAt = at;
	}

	/** Bytes that came and are not the echo of the request, nor may still become it. */
	#answerBytes(): number {
		const { request } = this.#options;
		const length = Math.min(request.length, this.#seen.length);
		const isEcho = request.subarray(0, length).every((byte, index) => this.#seen[index] === byte);
		return this.#seen.length - (isEcho ? length : 0);
	}

	#sentAt(time: number): void {
		const { timing } = this.#options;
		this.#requestEnd = time;
		this.#answerBy = time + answerTimeoutMs(timing);
		this.#endBy = time + exchangeLimitMs(timing);
		if (!this.#waited) this.#deadline.set(this.#answerBy);
	}

	#extend(last: SplitItem | undefined): void {
		const { clock, expectation, timing } = this.#options;
		// A wrong checksum between the right start and stop: whoever sent it, one or several, has come to the end.
		const isEnd = last?.kind === "garbage" && last.code === "checksum" && this.#splitter.pending() === 0;
		const quiet = clock.monotonic() + (isEnd ? endMs(timing) : gapMs(timing));
		const began = this.#splitter.pending() > 0 || looksSuperposed(this.#unanswered(), expectation);
		const until = began ? quiet : Math.max(quiet, this.#answerBy);
		this.#waited = until > this.#answerBy;
		this.#deadline.set(Math.min(until, this.#endBy));
	}

	#timeUp(): void {
		const bytes = this.#unanswered();
		const { frame, status, start, end } = decodeFrame(bytes);
		if (frame !== null && status === "ok" && this.#answers(frame)) {
			this.#end({ kind: "frame", frame, raw: bytes.slice(start, end), disturbed: true, followed: end < bytes.length });
			return;
		}
		this.#end(this.#verdict());
	}

	#verdict(): ExchangeResult {
		const bytes = this.#unanswered();
		const broken = this.#garbage !== null || this.#splitter.pending() > 0;
		if (broken && bytes.length > 0) return { kind: "garbled", bytes, code: this.#codeOf(bytes) };
		return this.#stray === null ? { kind: "silent" } : { kind: "stray", frame: this.#stray };
	}

	#codeOf(bytes: Uint8Array): FailureCode {
		if (this.#garbage === "checksum") return "checksum";
		if (isCutShort(bytes)) return "incomplete";
		if (looksSuperposed(bytes, this.#options.expectation)) return "collision";
		return this.#garbage ?? "incomplete";
	}

	/** What came, without the echo of the request and without good frames in front. */
	#unanswered(): Uint8Array {
		const { request } = this.#options;
		const echoed = request.length > 0 && request.every((byte, index) => this.#seen[index] === byte);
		return this.#seen.subarray((echoed ? request.length : 0) + this.#strayBytes);
	}

	#end(result: ExchangeResult): void {
		this.#stop();
		this.#finish(result);
	}

	#stop(): void {
		this.#over = true;
		this.#deadline.stop();
	}
}
