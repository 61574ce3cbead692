import type { ByteLink, LinkState } from "../../model/byte-link.ts";
import type { Clock } from "../../model/clock.ts";
import type { Failure } from "../../model/failure.ts";
import type { Priority } from "./arbiter.ts";

/** When SND_NKE is sent to a meter before it is read: never, at the first read, at every read. */
export type NkePolicy = "never" | "first" | "always";

/** What a line is made of. */
export interface LineOptions {
	readonly link: ByteLink;
	readonly clock: Clock;
	/** 300 … 38400, default 2400. */
	readonly baudRate?: number;
	/**
	 * What the way to the bus may add to an answer, in milliseconds. Left out, the line begins with 50 for serial and 300
	 * for the rest and learns from the answers how much less it is.
	 */
	readonly latencyMs?: number;
	/** Repetitions of a request without a good answer, default 2. */
	readonly retries?: number;
	/** Default `first`. */
	readonly nke?: NkePolicy;
	/** Most telegrams of one read, default 16. */
	readonly maxTelegrams?: number;
	/** Leaves out the SELECT of a meter that is still selected, default true. */
	readonly keepSelection?: boolean;
}

/** The same with every default filled in. */
export interface LineSettings extends Required<LineOptions> {
	/** Nobody said what the way to the bus adds. */
	readonly learnsLatency: boolean;
}

/** What someone who listens to a line is told. Callbacks must not throw. */
export interface LineListener {
	state?(state: LinkState, cause?: Failure, retryMs?: number): void;
	/** Bytes as they left. */
	sent?(bytes: Uint8Array): void;
	/** Bytes as they came. */
	received?(bytes: Uint8Array): void;
}

/** Who wants the line. */
export interface TransactionOptions {
	readonly priority: Priority;
	/** Takes the transaction back while it waits, and is the signal of its requests. */
	readonly signal?: AbortSignal | undefined;
}

const SERIAL_LATENCY_MS = 50;
const NETWORK_LATENCY_MS = 300;

/** Fills in the defaults. A link that can set its baud rate is a serial one. */
export function lineSettings(options: LineOptions): LineSettings {
	const latencyMs = options.link.setBaudRate === undefined ? NETWORK_LATENCY_MS : SERIAL_LATENCY_MS;
	return {
		baudRate: 2400,
		latencyMs,
		retries: 2,
		nke: "first",
		maxTelegrams: 16,
		keepSelection: true,
		learnsLatency: options.latencyMs === undefined,
		...options,
	};
}
