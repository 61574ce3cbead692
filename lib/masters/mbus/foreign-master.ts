import type { ByteLink } from "../../model/byte-link.ts";
import { toFailure } from "../../model/failure.ts";
import { encodeFrame } from "../../protocols/mbus/frame.ts";
import { FrameSplitter } from "../../protocols/mbus/frame-splitter.ts";
import { deselect } from "../../protocols/mbus/requests.ts";
import type { BusAccess } from "./bus-access.ts";
import { ForeignSession } from "./foreign-session.ts";
import { ForeignTrace } from "./foreign-trace.ts";
import type { MbusLine } from "./line.ts";
import { answerTimeoutMs } from "./timing.ts";

/** What foreign masters did so far. */
export interface GateCounts {
	/** Turns on the bus. */
	sessions: number;
	/** Turns before which the master's selection had to be restored. */
	restored: number;
	/** Bytes of requests that came too early and were given up for a later one, or that were too many. */
	dropped: number;
	/** Turns that the bus ended: link down. */
	failed: number;
}

/** What a foreign master belongs to. */
export interface ForeignOptions {
	readonly line: MbusLine;
	readonly link: ByteLink;
	readonly maxHoldMs: number;
	readonly counts: GateCounts;
	telegram(raw: Uint8Array): void;
}

interface Waiting {
	readonly chunk: Uint8Array;
	readonly time: number;
}

const MOST_WAITING_BYTES = 4096;

/** One foreign master: its bytes wait until it has the bus, then pass unchanged in both directions. */
export class ForeignMaster {
	readonly #options: ForeignOptions;
	readonly #trace = new ForeignTrace();
	readonly #abort = new AbortController();
	readonly #unlisten: () => void;
	#waiting: Waiting[] = [];
	#session: ForeignSession | null = null;
	#running = false;
	/** The line's turn at the end of this master's last session. */
	#lastTurn = 0;

	constructor(options: ForeignOptions) {
		this.#options = options;
		this.#unlisten = options.link.listen({
			bytes: (chunk) => this.#received(chunk),
			state: (state) => {
				if (state === "closed" || state === "waiting") this.#gone();
			},
		});
	}

	/** Lets go of the link; what it asked last is still waited for. */
	close(): void {
		this.#unlisten();
		this.#gone();
		this.#abort.abort();
	}

	#gone(): void {
		this.#waiting = [];
		this.#session?.abandon();
	}

	#received(chunk: Uint8Array): void {
		if (this.#session?.fromMaster(chunk) === true) return;
		const { counts, line } = this.#options;
		const size = this.#waiting.reduce((sum, { chunk: { length } }) => sum + length, chunk.length);
		if (size > MOST_WAITING_BYTES) {
			counts.dropped += chunk.length;
			return;
		}
		this.#waiting.push({ chunk: Uint8Array.from(chunk), time: line.settings.clock.monotonic() });
		if (!this.#running) this.#serve().catch(() => undefined);
	}

	async #serve(): Promise<void> {
		const { counts, line } = this.#options;
		this.#running = true;
		while (this.#waiting.length > 0) {
			try {
				const options = { priority: "schedule", signal: this.#abort.signal } as const;
				await line.transact(options, (bus) => this.#takeTurn(bus));
			} catch (error) {
				// The master learns of it as on any bus: nobody answers.
				if (toFailure(error).code !== "cancelled") counts.failed += 1;
				this.#waiting = [];
			}
		}
		this.#running = false;
	}

	async #takeTurn(bus: BusAccess): Promise<void> {
		const { counts, line, link, maxHoldMs, telegram } = this.#options;
		if (this.#waiting.length === 0) return;
		counts.sessions += 1;
		if (line.turns !== this.#lastTurn + 1) await this.#restore(bus);
		const session = new ForeignSession({
			line,
			bus,
			trace: this.#trace,
			maxHoldMs,
			answer: (chunk) => {
				link.write(chunk).catch(() => session.abandon());
			},
			telegram,
		});
		this.#session = session;
		try {
			await session.run(() => this.#take());
		} finally {
			this.#session = null;
			this.#lastTurn = line.turns;
		}
	}

	/** Somebody else was master meanwhile: the bus must look as this master left it. */
	async #restore(bus: BusAccess): Promise<void> {
		const { counts } = this.#options;
		const restoring = this.#trace.restoring(joined(this.#latest()));
		const requests = restoring ?? [encodeFrame(deselect())];
		if (requests.length > 0) counts.restored += 1;
		for (const request of requests) await bus.exchange(request, { expect: "any" });
	}

	/** The last burst of bytes: a request that its master has given up for a newer one is not sent any more. */
	#latest(): readonly Waiting[] {
		const { baudRate } = this.#options.line.settings;
		const patience = answerTimeoutMs({ baudRate, latencyMs: 0 });
		const start = this.#waiting.findLastIndex(
			({ time }, index) => index > 0 && time - (this.#waiting[index - 1]?.time ?? time) >= patience,
		);
		const isSuperseded = start !== -1 && isWhole(joined(this.#waiting.slice(0, start)));
		return isSuperseded ? this.#waiting.slice(start) : this.#waiting;
	}

	#take(): Uint8Array {
		const latest = this.#latest();
		const superseded = this.#waiting.slice(0, this.#waiting.length - latest.length);
		this.#options.counts.dropped += joined(superseded).length;
		this.#waiting = [];
		return joined(latest);
	}
}

/** Whether bytes are requests and nothing else: half a request and what is no M-Bus are never given up. */
function isWhole(bytes: Uint8Array): boolean {
	const splitter = new FrameSplitter();
	return splitter.push(bytes).every(({ kind }) => kind === "frame") && splitter.pending() === 0;
}

function joined(waiting: readonly Waiting[]): Uint8Array {
	const bytes = new Uint8Array(waiting.reduce((sum, { chunk }) => sum + chunk.length, 0));
	let offset = 0;
	for (const { chunk } of waiting) {
		bytes.set(chunk, offset);
		offset += chunk.length;
	}
	return bytes;
}
