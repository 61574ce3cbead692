import { Worker } from "node:worker_threads";
import { Failure } from "../../model/failure.ts";
import type { StoreAnswer, StoreRequest } from "./protocol.ts";
import type { StoreMethod, StoreMethods } from "./store-methods.ts";

const LIMITS = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 4 };
/** A worker that keeps dying is given up after so many deaths without an answer in between; so is a request that outlives so many. */
const MOST_DEATHS = 3;
const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

interface Open {
	readonly request: StoreRequest;
	readonly resolve: (result: unknown) => void;
	readonly reject: (failure: Failure) => void;
	/** Workers that died before they had answered it: it may be what kills them. */
	deaths: number;
}

/** A request without its number. */
export type Greeting = Pick<StoreRequest, "parameters"> & { readonly method: StoreMethod };

/** What a method of the worker resolves with. */
export type StoreResult<M extends StoreMethod> = Awaited<ReturnType<StoreMethods[M]>>;

/** Talks with the worker; one that dies is replaced, and asked again what it had not answered. */
export class WorkerLink {
	readonly #open = new Map<number, Open>();
	/** First requests of a new worker, besides what the old one left open. */
	readonly #greeting: () => readonly Greeting[];
	#worker: Worker | null = null;
	#id = 0;
	#deaths = 0;
	#isClosed = false;

	constructor(greeting: () => readonly Greeting[]) {
		this.#greeting = greeting;
	}

	/** Rejects with the Failures of the method, or `store-failed` where the worker is gone for good. */
	ask<M extends StoreMethod>(method: M, ...parameters: Parameters<StoreMethods[M]>): Promise<StoreResult<M>> {
		if (this.#isClosed) return Promise.reject(new Failure("store-failed", { message: "closed" }));
		const answer = this.#send(method, parameters);
		return answer as Promise<StoreResult<M>>;
	}

	/** Ends the worker; what is still open fails. */
	async end(): Promise<void> {
		this.#isClosed = true;
		const worker = this.#worker;
		this.#worker = null;
		await worker?.terminate();
		this.#failAll("closed");
	}

	/** Kills the worker as a crash would, for tests. */
	async crash(): Promise<void> {
		await this.#worker?.terminate();
	}

	#send(method: StoreMethod, parameters: readonly unknown[]): Promise<unknown> {
		this.#id += 1;
		const request = { id: this.#id, method, parameters };
		return new Promise((resolve, reject) => {
			this.#open.set(request.id, { request, resolve, reject, deaths: 0 });
			this.#worker ??= this.#start();
			this.#worker.postMessage(request);
		});
	}

	#start(): Worker {
		const worker = new Worker(new URL(`./store-worker${EXTENSION}`, import.meta.url), { resourceLimits: LIMITS });
		let error: unknown = null;
		worker.on("message", (answer: StoreAnswer) => this.#answered(answer));
		worker.on("error", (cause) => {
			error = cause;
		});
		worker.on("exit", () => this.#died(worker, error));
		return worker;
	}

	#answered(answer: StoreAnswer): void {
		const open = this.#open.get(answer.id);
		if (open === undefined) return;
		this.#open.delete(answer.id);
		this.#deaths = 0;
		if ("failure" in answer) open.reject(new Failure(answer.failure.code, answer.failure.details));
		else open.resolve(answer.result);
	}

	#died(worker: Worker, error: unknown): void {
		if (worker !== this.#worker) return;
		this.#worker = null;
		this.#deaths += 1;
		if (this.#isClosed || this.#deaths > MOST_DEATHS) {
			this.#failAll(error instanceof Error ? error.message : "worker ended");
			return;
		}
		this.#again();
	}

	/** The greeting, and then everything without an answer in its old order. */
	#again(): void {
		const open = this.#survivors();
		this.#worker = this.#start();
		for (const { method, parameters } of this.#greeting()) {
			this.#send(method, parameters).catch((failure: Failure) => this.#failAll(failure.code));
		}
		for (const { request } of open) this.#worker?.postMessage(request);
	}

	/** What is asked again, in its old order; only the first in line may be what kills workers, the others wait behind it. */
	#survivors(): Open[] {
		const [first, ...rest] = this.#open.values();
		if (first === undefined) return [];
		first.deaths += 1;
		if (first.deaths < MOST_DEATHS) return [first, ...rest];
		this.#open.delete(first.request.id);
		first.reject(new Failure("store-failed", { message: "worker ended" }));
		return rest;
	}

	#failAll(message: string): void {
		const open = [...this.#open.values()];
		this.#open.clear();
		for (const { reject } of open) reject(new Failure("store-failed", { message }));
	}
}
