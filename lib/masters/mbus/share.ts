import type { ByteLink } from "../../model/byte-link.ts";
import { ForeignMaster, type GateCounts } from "./foreign-master.ts";
import type { MbusLine } from "./line.ts";

/** How a line is shared. */
export interface GateOptions {
	/** Longest time a foreign master keeps the bus while others wait for it, default 10 000 ms. */
	readonly maxHoldMs?: number;
	/** Each complete answer that a foreign master gets: free readings. Must not throw. */
	onForeignTelegram?(raw: Uint8Array): void;
}

/** What foreign masters did so far. */
export interface GateStatistics extends Readonly<GateCounts> {
	/** Foreign masters that are attached. */
	readonly masters: number;
}

const DEFAULT_MAX_HOLD_MS = 10_000;

/**
 * Lets foreign masters use the bus of a line, over TCP or a serial port, as if they were alone on it: their bytes pass
 * unchanged in both directions. Each gets the bus between two transactions and keeps it until what it did is complete.
 */
export class SharedGate {
	readonly #line: MbusLine;
	readonly #options: GateOptions;
	readonly #masters = new Set<ForeignMaster>();
	readonly #counts: GateCounts = { sessions: 0, restored: 0, dropped: 0, failed: 0 };

	constructor(line: MbusLine, options: GateOptions = {}) {
		this.#line = line;
		this.#options = options;
	}

	/** Serves the master at the other end of the link until the returned function is called; the link stays its owner's. */
	attach(link: ByteLink): () => void {
		const master = new ForeignMaster({
			line: this.#line,
			link,
			maxHoldMs: this.#options.maxHoldMs ?? DEFAULT_MAX_HOLD_MS,
			counts: this.#counts,
			telegram: (raw) => this.#options.onForeignTelegram?.(raw),
		});
		this.#masters.add(master);
		return () => {
			this.#masters.delete(master);
			master.close();
		};
	}

	/** Lets go of every master. */
	close(): void {
		for (const master of this.#masters) master.close();
		this.#masters.clear();
	}

	/** A snapshot of the counters. */
	statistics(): GateStatistics {
		return { ...this.#counts, masters: this.#masters.size };
	}
}
