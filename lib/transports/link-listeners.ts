import type { LinkListener, LinkState } from "../model/byte-link.ts";
import type { Failure } from "../model/failure.ts";

/** Those who listen to one link; someone who leaves while being told is not told again. */
export class LinkListeners {
	#listeners = new Set<LinkListener>();

	/** Adds a listener; the returned function removes it and may be called again. */
	add(listener: LinkListener): () => void {
		// A copy, so that one listener object given twice is told twice and each can leave alone.
		const own: LinkListener = {
			bytes: (chunk) => listener.bytes?.(chunk),
			state: (state, cause, retryMs) => listener.state?.(state, cause, retryMs),
		};
		this.#listeners.add(own);
		return () => {
			this.#listeners.delete(own);
		};
	}

	/** Tells all of a chunk. */
	bytes(chunk: Uint8Array): void {
		for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) listener.bytes?.(chunk);
	}

	/** Tells all of a change of state. */
	state(state: LinkState, cause?: Failure, retryMs?: number): void {
		for (const listener of [...this.#listeners])
			if (this.#listeners.has(listener)) listener.state?.(state, cause, retryMs);
	}
}
