import type { Failure } from "../../model/failure.ts";
import type { BusAccess, BusTap } from "./bus-access.ts";
import { Deadline } from "./deadline.ts";
import type { ForeignTrace } from "./foreign-trace.ts";
import type { MbusLine } from "./line.ts";
import { answerTimeoutMs, bitsMs, exchangeLimitMs, type Timing, transmissionMs } from "./timing.ts";

/** What a session needs from its master. */
export interface SessionOptions {
	readonly line: MbusLine;
	readonly bus: BusAccess;
	readonly trace: ForeignTrace;
	/** Longest session while others wait. */
	readonly maxHoldMs: number;
	/** Bytes for the master. */
	answer(chunk: Uint8Array): void;
	telegram(raw: Uint8Array): void;
}

/** Silence after a complete answer: bytes right behind it still belong to it. */
const IDLE_BITS = 33;

/** The bus in the hands of a foreign master, until nothing it did can go on. */
export class ForeignSession {
	readonly #options: SessionOptions;
	readonly #timing: Timing;
	readonly #start: number;
	readonly #ended = Promise.withResolvers<Failure | null>();
	#tap: BusTap | null = null;
	#over = false;
	#disturbed = false;
	readonly #deadline: Deadline;

	constructor(options: SessionOptions) {
		const { settings } = options.line;
		this.#options = options;
		this.#timing = { baudRate: settings.baudRate, latencyMs: settings.latencyMs };
		this.#start = settings.clock.monotonic();
		this.#deadline = new Deadline({
			clock: settings.clock,
			mostGraceMs: answerTimeoutMs(this.#timing),
			timeUp: () => this.#end(null),
		});
		options.trace.restart();
	}

	/** Hands over the bus with the bytes that waited; resolves when the master is done. Throws `link-down`, `bus-closed`. */
	async run(waiting: () => Uint8Array): Promise<void> {
		const { bus, line } = this.#options;
		this.#tap = await bus.tap({ bytes: (chunk) => this.#fromBus(chunk), down: (failure) => this.#end(failure) });
		try {
			this.#forward(waiting());
			const failure = await this.#ended.promise;
			if (failure !== null) throw failure;
		} finally {
			this.#deadline.stop();
			this.#tap.end();
			line.devices.forget({ kind: this.#disturbed ? "unknown" : "other" });
		}
	}

	/** Bytes of the master while it has the bus; false when they have to wait for its next turn. */
	fromMaster(chunk: Uint8Array): boolean {
		const { line, trace } = this.#options;
		if (this.#over || this.#tap === null) return false;
		const mayEnd = trace.state === "final" || (trace.state === "hold" && this.#isOverdue(0));
		if ((mayEnd && line.waiting > 0) || this.#isOverdue(exchangeLimitMs(this.#timing))) {
			this.#end(null);
			return false;
		}
		this.#forward(chunk);
		return true;
	}

	/** The master has gone: what it asked last is still waited for. */
	abandon(): void {
		if (this.#options.trace.state !== "asking" && this.#options.trace.state !== "unsure") this.#end(null);
	}

	#forward(chunk: Uint8Array): void {
		this.#options.trace.sent(chunk);
		this.#tap?.write(chunk).catch((error: Failure) => this.#end(error));
		this.#wait(transmissionMs(chunk.length, this.#timing.baudRate) + answerTimeoutMs(this.#timing));
	}

	#fromBus(chunk: Uint8Array): void {
		if (this.#over) return;
		const { answer, line, telegram, trace } = this.#options;
		answer(chunk);
		for (const raw of trace.received(chunk)) telegram(raw);
		if (trace.state === "unsure") this.#disturbed = true;
		if (trace.state === "final") this.#wait(bitsMs(IDLE_BITS, this.#timing.baudRate));
		else if (trace.state === "hold" && this.#isOverdue(0) && line.waiting > 0) this.#end(null);
		else this.#wait(answerTimeoutMs(this.#timing));
	}

	#isOverdue(graceMs: number): boolean {
		const { line, maxHoldMs } = this.#options;
		const heldMs = line.settings.clock.monotonic() - this.#start;
		return line.waiting > 0 && heldMs >= maxHoldMs + graceMs;
	}

	#wait(ms: number): void {
		const { clock } = this.#options.line.settings;
		if (this.#isOverdue(exchangeLimitMs(this.#timing))) this.#end(null);
		else this.#deadline.set(clock.monotonic() + ms);
	}

	#end(failure: Failure | null): void {
		if (this.#over) return;
		this.#over = true;
		this.#deadline.stop();
		this.#ended.resolve(failure);
	}
}
