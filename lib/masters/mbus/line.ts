import type { LinkState } from "../../model/byte-link.ts";
import { Failure } from "../../model/failure.ts";
import { Arbiter } from "./arbiter.ts";
import type { BusAccess } from "./bus-access.ts";
import { DeviceStates } from "./device-state.ts";
import {
	type LineListener,
	type LineOptions,
	type LineSettings,
	lineSettings,
	type TransactionOptions,
} from "./line-options.ts";
import { Counters, type LineStatistics } from "./statistics.ts";
import { Transaction } from "./transaction.ts";
import { Wire } from "./wire.ts";

/** One M-Bus line: one wire, one arbiter, and what is known of the meters on it (EN 13757-2). */
export class MbusLine {
	readonly settings: LineSettings;
	/** What is known of the meters; read and written only by who holds the line. */
	readonly devices = new DeviceStates();
	readonly #arbiter = new Arbiter();
	readonly #counters = new Counters();
	readonly #wire: Wire;
	#opened = false;
	#turns = 0;
	#inRound = false;

	constructor(options: LineOptions) {
		this.settings = lineSettings(options);
		this.#wire = new Wire(this.settings, this.#counters);
		this.#wire.listen({
			state: (state) => {
				if (state === "open" || state === "waiting") this.devices.forget({ kind: "unknown" });
			},
		});
	}

	/** State of the link below; `closed` before `open` and after `close`. */
	get state(): LinkState {
		return this.#wire.state;
	}

	/** Transactions that wait for the line. */
	get waiting(): number {
		return this.#arbiter.waiting;
	}

	/** Transactions that have had the line, the running one included: who remembers it knows whether somebody else had it. */
	get turns(): number {
		return this.#turns;
	}

	/** Opens the link and keeps it open; returns at once. */
	open(): void {
		this.#opened = true;
		this.#wire.open();
	}

	/** Ends everything: who waits and what runs fails with `bus-closed`. The line can be opened again. */
	async close(): Promise<void> {
		this.#opened = false;
		this.#arbiter.refuseAll(new Failure("bus-closed"));
		await this.#wire.close();
	}

	/** Tells the listener of states and bytes until the returned function is called. */
	listen(listener: LineListener): () => void {
		return this.#wire.listen(listener);
	}

	/**
	 * Runs the job with the line to itself as soon as it is its turn. Throws Failure `bus-closed`, `link-down` (at once,
	 * also while waiting for a link that is down), `bus-busy` when more than 10 000 wait, `cancelled`, or what the job throws.
	 */
	async transact<T>(options: TransactionOptions, job: (bus: BusAccess) => Promise<T>): Promise<T> {
		const { priority, signal } = options;
		if (!this.#opened) throw new Failure("bus-closed");
		const release = await this.#arbiter.acquire(priority, signal);
		this.#turns += 1;
		const transaction = new Transaction(this.#wire, this.#counters, this.settings, signal);
		try {
			if (signal?.aborted === true) throw new Failure("cancelled");
			await this.#wire.ready();
			await this.#wire.setBaudRate(this.settings.baudRate);
			return await job(transaction);
		} finally {
			transaction.end();
			release();
		}
	}

	/** A snapshot of the counters. */
	statistics(): LineStatistics {
		return this.#counters.snapshot(this.waiting);
	}

	/** Marks the begin of a poll round; the returned function marks its end. Throws Failure `bus-busy` while one runs. */
	beginRound(): () => void {
		if (this.#inRound) throw new Failure("bus-busy", { reason: "round" });
		this.#inRound = true;
		return () => {
			this.#inRound = false;
		};
	}
}
