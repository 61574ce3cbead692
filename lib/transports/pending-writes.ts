import type { Clock } from "../model/clock.ts";
import { Failure } from "../model/failure.ts";

/** Hands bytes to the wire and calls back once, with what went wrong or nothing. */
export type Send = (bytes: Uint8Array, done: (error?: Error | null) => void) => void;

const LONGEST_MS = 10_000;
const MOST_BYTES = 1_048_576;

/** Writes that are not on the wire yet: at most 1 MiB, each at most 10 s, all failed together when the link goes. */
export class PendingWrites {
	readonly #link: string;
	readonly #clock: Clock;
	readonly #rejects = new Set<(failure: Failure) => void>();
	#bytes = 0;

	constructor(link: string, clock: Clock) {
		this.#link = link;
		this.#clock = clock;
	}

	/**
	 * Resolves when `send` has called back; throws Failure `link-down` on error, on a full queue, or when 10 s went by,
	 * which `onStuck` hears: such a wire is of no use any more.
	 */
	async write(bytes: Uint8Array, send: Send, onStuck: (failure: Failure) => void): Promise<void> {
		if (this.#bytes + bytes.length > MOST_BYTES) throw this.#down("backlog");
		this.#bytes += bytes.length;
		try {
			await this.#sent(bytes, send, onStuck);
		} finally {
			this.#bytes -= bytes.length;
		}
	}

	/** Fails every write that still waits. */
	fail(failure: Failure): void {
		for (const reject of [...this.#rejects]) reject(failure);
	}

	#sent(bytes: Uint8Array, send: Send, onStuck: (failure: Failure) => void): Promise<void> {
		return new Promise((resolve, reject) => {
			const settle = (failure: Failure | null) => {
				stop();
				this.#rejects.delete(settle);
				if (failure === null) resolve();
				else reject(failure);
			};
			const stop = this.#clock.schedule(LONGEST_MS, () => {
				const failure = this.#down("stuck");
				settle(failure);
				onStuck(failure);
			});
			this.#rejects.add(settle);
			send(bytes, (error) => settle(error ? this.#down(error.message, error) : null));
		});
	}

	#down(reason: string, cause?: Error): Failure {
		return new Failure("link-down", { link: this.#link, reason }, cause);
	}
}
