import type { LinkState } from "../../model/byte-link.ts";
import { Failure, toFailure } from "../../model/failure.ts";
import type { Frame } from "../../protocols/mbus/frame.ts";
import type { BusTap, TapListener } from "./bus-access.ts";
import { Exchange, type ExchangeResult } from "./exchange.ts";
import { LearnedLatency } from "./learned-latency.ts";
import type { LineListener, LineSettings } from "./line-options.ts";
import type { Counters } from "./statistics.ts";
import type { Expectation } from "./superposition.ts";
import { gapMs, transmissionMs } from "./timing.ts";

/** One request as the wire needs it. */
export interface WireRequest {
	readonly bytes: Uint8Array;
	readonly expectation: Expectation;
	readonly accept: (frame: Frame) => boolean;
	readonly signal: AbortSignal | undefined;
}

/** A first `opening` that takes longer counts as a link that is down. */
const OPENING_MS = 15_000;

/** The link of a line: one exchange or one tap at a time, and nothing that hangs when the link goes down. */
export class Wire {
	readonly #settings: LineSettings;
	readonly #counters: Counters;
	readonly #listeners = new Set<LineListener>();
	baudRate: number;
	#unlisten: (() => void) | null = null;
	/** Was the link open or waiting since `open`? Before that a request waits for the first attempt. */
	#settled = Promise.withResolvers<void>();
	#cause: Failure | null = null;
	#exchange: Exchange | null = null;
	readonly #latency: LearnedLatency;
	/** Bytes of the running exchange came so soon that they may trail the answer before. */
	#trailing = false;
	/** Until when bytes may still belong to the last answer, monotonic milliseconds. */
	#trailingUntil = 0;
	#tap: TapListener | null = null;

	constructor(settings: LineSettings, counters: Counters) {
		this.#settings = settings;
		this.#counters = counters;
		this.baudRate = settings.baudRate;
		this.#latency = new LearnedLatency({ latencyMs: settings.latencyMs, learns: settings.learnsLatency });
	}

	get state(): LinkState {
		return this.#unlisten === null ? "closed" : this.#settings.link.state;
	}

	listen(listener: LineListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	open(): void {
		if (this.#unlisten !== null) return;
		const { link } = this.#settings;
		this.#settled = Promise.withResolvers();
		this.#unlisten = link.listen({
			bytes: (chunk) => this.#received(chunk),
			state: (state, cause, retryMs) => this.#entered(state, cause, retryMs),
		});
		link.open();
		if (link.state === "open") this.#settled.resolve();
	}

	async close(): Promise<void> {
		if (this.#unlisten === null) return;
		this.#break(new Failure("bus-closed"));
		await this.#settings.link.close();
		this.#unlisten?.();
		this.#unlisten = null;
		this.#settled.resolve();
	}

	/** Resolves when bytes can be sent; throws Failure `link-down` or `bus-closed` at once when they cannot. */
	async ready(): Promise<void> {
		if (this.state === "opening") {
			const { promise, resolve } = Promise.withResolvers<void>();
			const stop = this.#settings.clock.schedule(OPENING_MS, resolve);
			await Promise.race([this.#settled.promise, promise]);
			stop();
		}
		if (this.state !== "open") throw this.#notOpen();
	}

	async exchange(request: WireRequest): Promise<ExchangeResult> {
		await this.#quiet();
		await this.ready();
		if (request.signal?.aborted === true) throw new Failure("cancelled");
		const { clock } = this.#settings;
		const exchange = new Exchange({
			clock,
			timing: { baudRate: this.baudRate, ...this.#latency.timing(request.expectation) },
			request: request.bytes,
			expectation: request.expectation,
			accept: request.accept,
		});
		this.#exchange = exchange;
		exchange.done.then((result) => this.#learn(exchange, result)).catch(() => undefined);
		const start = clock.monotonic();
		if (request.bytes.length === 0) exchange.sent(start);
		else this.#send(exchange, request.bytes, start);
		return await abortable(exchange.done, request.signal);
	}

	#send(exchange: Exchange, bytes: Uint8Array, start: number): void {
		this.write(bytes).then(
			() => exchange.sent(start),
			(error: unknown) => exchange.fail(toFailure(error)),
		);
	}

	/** Sends and waits until the bytes are on the wire. */
	async send(bytes: Uint8Array): Promise<void> {
		await this.#quiet();
		await this.ready();
		const { clock } = this.#settings;
		const start = clock.monotonic();
		await this.write(bytes);
		const rest = start + transmissionMs(bytes.length, this.baudRate) - clock.monotonic();
		if (rest > 0) await clock.sleep(rest);
	}

	async write(bytes: Uint8Array): Promise<void> {
		this.#counters.bytesSent += bytes.length;
		for (const listener of this.#listeners) listener.sent?.(bytes);
		await this.#settings.link.write(bytes);
	}

	async tap(listener: TapListener): Promise<BusTap> {
		await this.#quiet();
		await this.ready();
		this.#tap = listener;
		return {
			write: (bytes) => this.write(bytes),
			end: () => {
				if (this.#tap === listener) this.#tap = null;
			},
		};
	}

	async setBaudRate(baudRate: number): Promise<void> {
		if (baudRate === this.baudRate) return;
		await this.#settings.link.setBaudRate?.(baudRate);
		this.baudRate = baudRate;
	}

	/** A request that was taken back may still be answered: wait it out. */
	async #quiet(): Promise<void> {
		const before = this.#exchange;
		if (before === null) return;
		await before.done.catch(() => undefined);
		if (this.#exchange === before) this.#exchange = null;
	}

	#learn({ arrival }: Exchange, result: ExchangeResult): void {
		const trailing = this.#trailing;
		this.#trailing = false;
		const trailingMs = gapMs({ baudRate: this.baudRate, latencyMs: 0 });
		this.#trailingUntil = mayTrail(result) ? this.#settings.clock.monotonic() + trailingMs : 0;
		if (result.kind === "stray") this.#latency.forget();
		else if (arrival !== null && isWhole(result)) this.#latency.arrived({ ...arrival, trailing });
	}

	#received(chunk: Uint8Array): void {
		this.#counters.bytesReceived += chunk.length;
		for (const listener of this.#listeners) listener.received?.(chunk);
		const isTrailing = this.#settings.clock.monotonic() <= this.#trailingUntil;
		if (this.#tap !== null) this.#tap.bytes(chunk);
		else if (this.#exchange?.isOver === false) {
			this.#trailing ||= isTrailing;
			this.#exchange.push(chunk);
		} else if (!isTrailing) this.#latency.forget();
	}

	#entered(state: LinkState, cause?: Failure, retryMs?: number): void {
		this.#cause = cause ?? null;
		if (state !== "opening") this.#settled.resolve();
		if (state !== "open") this.#latency.forget();
		if (state !== "open" && state !== "opening") this.#break(this.#notOpen());
		for (const listener of this.#listeners) listener.state?.(state, cause, retryMs);
	}

	#break(failure: Failure): void {
		this.#exchange?.fail(failure);
		this.#tap?.down(failure);
	}

	#notOpen(): Failure {
		if (this.#unlisten === null) return new Failure("bus-closed");
		const { link } = this.#settings;
		return new Failure("link-down", { link: link.name, cause: this.#cause?.code ?? null }, this.#cause ?? undefined);
	}
}

/** Behind an answer, or several at once, a little more may come; behind one that broke off it says that the wait was too short. */
function mayTrail(result: ExchangeResult): boolean {
	return result.kind === "frame" || (result.kind === "garbled" && result.code !== "incomplete");
}

/** Answers of meters, good or several at once; noise comes at any time. */
function isWhole(result: ExchangeResult): boolean {
	if (result.kind === "garbled") return result.code === "checksum" || result.code === "collision";
	return result.kind === "frame" && !result.disturbed;
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (signal === undefined) return promise;
	return new Promise((resolve, reject) => {
		const stop = () => reject(new Failure("cancelled"));
		signal.addEventListener("abort", stop, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
		if (signal.aborted) stop();
	});
}
