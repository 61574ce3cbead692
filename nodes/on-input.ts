import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from "node-red";
import { Failure, toFailure } from "../lib/model/failure.ts";
import { onClose } from "./on-close.ts";
import { showFailure } from "./status.ts";
import { translated } from "./translate.ts";

/** What leaves a node: one message, or one entry per output. */
export type Output = NodeMessage | (NodeMessage | null)[];

/** What a piece of work is given beside the message. */
export interface Work {
	/** Aborts when the node closes or a message with `cancel: true` comes. */
	readonly signal: AbortSignal;
	/** Sends on the way; the result of the work is sent at its end. */
	send(output: Output): void;
	/** Reports a failure that does not end the work: a Catch node sees it with `message`. */
	report(failure: Failure, message?: NodeMessage): void;
}

/** The one thing a node does with a message. */
export type Handler = (message: NodeMessage, work: Work) => Promise<Output | undefined>;

/** How a node takes its messages. */
export interface InputOptions {
	/** Several messages at once instead of one after the other. */
	readonly parallel?: boolean;
	/** True for messages that are refused with `bus-busy` while another one is worked on, so that rounds never overlap. */
	readonly refuse?: (message: NodeMessage) => boolean;
	/** Called after all work ended, while the node closes. */
	readonly closing?: () => void | Promise<void>;
}

/** Lets a node start its own work, by the same rules as that of messages. */
export interface Input {
	/** True while something is worked on or waits for it. */
	readonly busy: boolean;
	/** Works on a message of the node's own, e.g. from its schedule. */
	start(message: NodeMessage): void;
	/** The same, beside everything else that is worked on and never refused; resolves when it ended, however. */
	run(message: NodeMessage): Promise<void>;
	/** Runs the clean-up before all work ended, at the very start of closing. */
	whenClosing(callback: () => void): void;
}

/** Messages that may wait for one node; more are refused with `bus-busy`. */
const LONGEST_QUEUE = 1000;

type Settle = (error?: Error) => void;

interface Job {
	readonly message: NodeMessage;
	readonly send: (output: Output) => void;
	readonly done: Settle;
}

class Desk implements Input {
	readonly #RED: NodeAPI;
	readonly #node: Node;
	readonly #handler: Handler;
	readonly #options: InputOptions;
	readonly #running = new Set<AbortController>();
	readonly #ends = new Set<Promise<void>>();
	readonly #atClosing: (() => void)[] = [];
	#last: Promise<void> = Promise.resolve();
	#closed = false;

	constructor(RED: NodeAPI, node: Node, handler: Handler, options: InputOptions) {
		this.#RED = RED;
		this.#node = node;
		this.#handler = handler;
		this.#options = options;
	}

	get busy(): boolean {
		return this.#ends.size > 0;
	}

	whenClosing(callback: () => void): void {
		this.#atClosing.push(callback);
	}

	start(message: NodeMessage): void {
		const done: Settle = (error) => {
			if (error !== undefined) this.#node.error(error, message);
		};
		this.take({ message, send: (output) => this.#node.send(output), done });
	}

	async run(message: NodeMessage): Promise<void> {
		if (this.#closed) return;
		const done: Settle = (error) => {
			if (error !== undefined) this.#node.error(error, message);
		};
		const job: Job = { message, send: (output) => this.#node.send(output), done };
		await this.#enqueue(job, Promise.resolve());
	}

	take(job: Job): void {
		if (this.#closed) job.done();
		else if (job.message["cancel"] === true) this.#cancel(job);
		else if (this.#mustRefuse(job.message)) job.done(translated(this.#RED, new Failure("bus-busy")));
		else this.#last = this.#enqueue(job, this.#options.parallel === true ? Promise.resolve() : this.#last);
	}

	async close(): Promise<void> {
		this.#closed = true;
		for (const callback of this.#atClosing) callback();
		this.#abort();
		await Promise.allSettled(this.#ends);
		await this.#options.closing?.();
	}

	#mustRefuse(message: NodeMessage): boolean {
		return this.#ends.size >= LONGEST_QUEUE || (this.busy && this.#options.refuse?.(message) === true);
	}

	#cancel(job: Job): void {
		this.#abort();
		job.done();
	}

	#abort(): void {
		for (const controller of this.#running) controller.abort();
	}

	#enqueue(job: Job, before: Promise<void>): Promise<void> {
		const controller = new AbortController();
		this.#running.add(controller);
		const end = before
			.then(() => this.#work(job, controller.signal))
			.finally(() => {
				this.#running.delete(controller);
				this.#ends.delete(end);
			});
		this.#ends.add(end);
		return end;
	}

	async #work(job: Job, signal: AbortSignal): Promise<void> {
		let failure: Failure | null = null;
		try {
			if (signal.aborted) throw new Failure("cancelled");
			const output = await this.#handler(job.message, this.#workOf(job, signal));
			if (output !== undefined) job.send(output);
		} catch (error) {
			failure = toFailure(error);
		}
		this.#finish(job, failure);
	}

	#workOf(job: Job, signal: AbortSignal): Work {
		return {
			signal,
			send: (output) => {
				if (!this.#closed) job.send(output);
			},
			report: (failure, message = job.message) => {
				if (!this.#closed) this.#node.error(translated(this.#RED, failure), message);
			},
		};
	}

	/** What ended because the node closes is nobody's failure. */
	#finish(job: Job, failure: Failure | null): void {
		if (failure === null || this.#closed) {
			job.done();
			return;
		}
		showFailure(this.#RED, this.#node, failure);
		job.done(translated(this.#RED, failure));
	}
}

/**
 * Gives a node its input: every message is worked on once and counted as done exactly once, a failure becomes a
 * catchable error with a code, and closing aborts all work and waits for it.
 */
export function onInput(RED: NodeAPI, node: Node, handler: Handler, options: InputOptions = {}): Input {
	const desk = new Desk(RED, node, handler, options);
	node.on("input", (message: NodeMessageInFlow, send, done) => desk.take({ message, send, done }));
	onClose(RED, node, () => desk.close());
	return desk;
}
