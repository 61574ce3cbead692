import type { SlaveTelegram } from "./virtual-slave.ts";

/** How far a master is through one readout (EN 13757-2, 5.5: FCB and the memory of the last answer). */
export interface Readout {
	lastFcb: boolean | null;
	lastAnswer: Uint8Array | null;
	telegrams: readonly SlaveTelegram[];
	/** Position of the next telegram; past the end a new readout begins. */
	next: number;
}

/** A readout at its beginning. */
function freshReadout(): Readout {
	return { lastFcb: null, lastAnswer: null, telegrams: [], next: 0 };
}

/**
 * The link layer's memory of one bus: who is selected, and the FCB of each slave, apart for primary addressing and
 * for address FD (EN 13757-7, 8.5). Two masters on two connections have one each and cannot disturb each other.
 */
export class SlaveSession<D extends object> {
	readonly selected = new Set<D>();
	readonly #primary = new Map<D, Readout>();
	readonly #selected = new Map<D, Readout>();

	/** The readout that goes on at this kind of address. */
	readout(device: D, bySelection: boolean): Readout {
		const readouts = bySelection ? this.#selected : this.#primary;
		const known = readouts.get(device);
		if (known !== undefined) return known;
		const fresh = freshReadout();
		readouts.set(device, fresh);
		return fresh;
	}

	/** Forgets FCB and readout of one kind of addressing. */
	forget(device: D, bySelection: boolean): void {
		(bySelection ? this.#selected : this.#primary).delete(device);
	}

	select(device: D): void {
		this.selected.add(device);
		this.forget(device, true);
	}

	deselect(device: D): void {
		this.selected.delete(device);
		this.forget(device, true);
	}
}
