import type { ByteLink, LinkListener, LinkState } from "../model/byte-link.ts";
import type { Clock } from "../model/clock.ts";
import { Failure } from "../model/failure.ts";
import { type BackOff, backOffMs, DEFAULT_BACK_OFF } from "./back-off.ts";
import { linkFailure } from "./link-failure.ts";
import { LinkListeners } from "./link-listeners.ts";
import { PendingWrites, type Send } from "./pending-writes.ts";

/** What a connection tells the link that dialled it; nothing is heard after `lost`. */
export interface ConnectionEvents {
	opened(): void;
	bytes(chunk: Uint8Array): void;
	/** It could not be opened, or it is gone. */
	lost(failure: Failure): void;
}

/** One life of a port or socket, from the dialling to the end. */
export interface Connection {
	readonly send: Send;
	/** Frees everything, also while still opening; never rejects. */
	close(): Promise<void>;
}

/** What every kept link can be told. */
export interface KeepOptions {
	readonly clock: Clock;
	/** A connection that did not open within this time is given up, milliseconds; 10 000 unless told. */
	readonly openTimeoutMs?: number;
	/** 250 ms … 30 s unless told. */
	readonly backOff?: Partial<BackOff>;
}

/** A connection this old was a good one: the next pause is a short one again. */
const PROVEN_MS = 5_000;

/** Keeps one connection open for ever: dials, waits longer after each failure, and dials again until it is closed. */
export class KeptLink<C extends Connection = Connection> implements ByteLink {
	readonly name: string;
	readonly #clock: Clock;
	readonly #backOff: BackOff;
	readonly #openTimeoutMs: number;
	readonly #dial: (events: ConnectionEvents) => C;
	readonly #listeners = new LinkListeners();
	#writes: PendingWrites;
	#state: LinkState = "closed";
	#connection: C | null = null;
	/** Counts the connections; what an older one still says is not heard. */
	#life = 0;
	#failures = 0;
	#openSince = 0;
	#cancelTimer: () => void = () => undefined;
	#freed: Promise<void> = Promise.resolve();

	constructor(name: string, dial: (events: ConnectionEvents) => C, options: KeepOptions) {
		this.name = name;
		this.#dial = dial;
		this.#clock = options.clock;
		this.#openTimeoutMs = options.openTimeoutMs ?? 10_000;
		this.#backOff = { ...DEFAULT_BACK_OFF, ...options.backOff };
		this.#writes = new PendingWrites(name, options.clock);
	}

	get state(): LinkState {
		return this.#state;
	}

	/** The open connection, for what only one kind of link can do; null while there is none. */
	protected get connection(): C | null {
		return this.#state === "open" ? this.#connection : null;
	}

	open(): void {
		if (this.#state !== "closed") return;
		this.#failures = 0;
		this.#start();
	}

	async write(bytes: Uint8Array): Promise<void> {
		const connection = this.connection;
		if (connection === null) throw new Failure("link-down", { link: this.name });
		await this.#writes.write(bytes, connection.send, (failure) => {
			if (connection === this.#connection) this.#lost(failure);
		});
	}

	async close(): Promise<void> {
		if (this.#state !== "closed") {
			this.#end(new Failure("link-down", { link: this.name, reason: "closed" }));
			this.#enter("closed");
		}
		await this.#freed;
	}

	listen(listener: LinkListener): () => void {
		return this.#listeners.add(listener);
	}

	#start(): void {
		this.#life += 1;
		const events = this.#eventsOf(this.#life);
		this.#cancelTimer = this.#clock.schedule(this.#openTimeoutMs, () =>
			events.lost(new Failure("link-unreachable", { link: this.name, reason: "timeout" })),
		);
		const life = this.#life;
		const connect = () => {
			if (life === this.#life) this.#connect(life, events);
		};
		this.#enter("opening");
		// The port of an earlier life must be free before it can be opened again.
		this.#freed.then(connect, connect);
	}

	#eventsOf(life: number): ConnectionEvents {
		const now = () => life === this.#life;
		return {
			opened: () => now() && this.#opened(),
			bytes: (chunk) => now() && this.#bytes(chunk),
			lost: (failure) => now() && this.#lost(failure),
		};
	}

	#connect(life: number, events: ConnectionEvents): void {
		try {
			const connection = this.#dial(events);
			if (life === this.#life) this.#connection = connection;
			else this.#freed = connection.close();
		} catch (error) {
			events.lost(linkFailure(this.name, error));
		}
	}

	#opened(): void {
		this.#cancelTimer();
		this.#openSince = this.#clock.monotonic();
		this.#enter("open");
	}

	#bytes(chunk: Uint8Array): void {
		this.#failures = 0;
		this.#listeners.bytes(chunk);
	}

	#lost(failure: Failure): void {
		if (this.#state === "open" && this.#clock.monotonic() - this.#openSince >= PROVEN_MS) this.#failures = 0;
		this.#failures += 1;
		this.#end(failure);
		const retryMs = backOffMs(this.#failures, this.#backOff);
		this.#cancelTimer = this.#clock.schedule(retryMs, () => this.#start());
		this.#enter("waiting", failure, retryMs);
	}

	/** Ends this life: no timer, no connection, no waiting write, and nothing more is heard of it. */
	#end(failure: Failure): void {
		this.#life += 1;
		this.#cancelTimer();
		const connection = this.#connection;
		this.#connection = null;
		if (connection !== null) this.#freed = connection.close();
		const writes = this.#writes;
		this.#writes = new PendingWrites(this.name, this.#clock);
		writes.fail(failure.code === "link-down" ? failure : new Failure("link-down", { link: this.name }, failure));
	}

	#enter(state: LinkState, cause?: Failure, retryMs?: number): void {
		this.#state = state;
		this.#listeners.state(state, cause, retryMs);
	}
}
