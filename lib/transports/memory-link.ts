import type { ByteLink, LinkListener, LinkState } from "../model/byte-link.ts";
import { Failure } from "../model/failure.ts";

/** A link that ends in the same process: what one end writes, the other hears in the next microtask. */
export class MemoryLink implements ByteLink {
	readonly name: string;
	#state: LinkState = "closed";
	#listeners = new Set<LinkListener>();
	#peer: MemoryLink | null = null;
	#cut = false;

	constructor(name: string) {
		this.name = name;
	}

	get state(): LinkState {
		return this.#state;
	}

	/** Makes the two ends one wire. */
	connect(peer: MemoryLink): void {
		this.#peer = peer;
	}

	/** Breaks or mends the wire at this end, as a pulled plug does. */
	cut(broken: boolean): void {
		this.#cut = broken;
		if (broken && this.#state === "open") this.#enter("waiting", new Failure("link-down", { link: this.name }));
		else if (!broken && this.#state === "waiting") this.#enter("open");
	}

	open(): void {
		if (this.#state !== "closed") return;
		this.#enter("opening");
		if (this.#cut) this.#enter("waiting", new Failure("link-down", { link: this.name }));
		else this.#enter("open");
	}

	async write(bytes: Uint8Array): Promise<void> {
		if (this.#state !== "open") throw new Failure("link-down", { link: this.name });
		const copy = Uint8Array.from(bytes);
		await Promise.resolve();
		this.#peer?.receive(copy);
	}

	async close(): Promise<void> {
		if (this.#state !== "closed") this.#enter("closed");
		await Promise.resolve();
	}

	listen(listener: LinkListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** What the peer wrote; nothing is heard while this end is not open. */
	receive(bytes: Uint8Array): void {
		if (this.#state !== "open") return;
		for (const listener of this.#listeners) listener.bytes?.(bytes);
	}

	#enter(state: LinkState, cause?: Failure): void {
		this.#state = state;
		for (const listener of this.#listeners) listener.state?.(state, cause);
	}
}

/** Two connected ends; both still have to be opened. */
export function memoryLinkPair(name = "memory"): [MemoryLink, MemoryLink] {
	const near = new MemoryLink(`${name}:near`);
	const far = new MemoryLink(`${name}:far`);
	near.connect(far);
	far.connect(near);
	return [near, far];
}
