/** What the line remembers of one meter between two reads. */
export interface DeviceState {
	/** FCB of the next request; null while unknown (EN 13757-2, 5.7). */
	nextFcb: boolean | null;
	/** A sequence of telegrams broke off: the meter would go on with a stale one. */
	broken: boolean;
	/** The last answer had several telegrams, so that the next request must start over. */
	several: boolean;
	/** Reads with nothing but silence since anything was heard of it. */
	failures: number;
	/** Rounds in which it was left out since it was last asked. */
	skipped: number;
	/** Baud rate of its own after a switch; null: that of the line. */
	baudRate: number | null;
}

/** Who is selected on the bus: nobody or somebody else (`other`), or what the master does not know (`unknown`). */
export type Selection =
	| { readonly kind: "unknown" }
	| { readonly kind: "other" }
	| { readonly kind: "meter"; readonly key: string };

/** The states of all meters of a line. */
export class DeviceStates {
	selection: Selection = { kind: "unknown" };
	/** Meters that answered in the last poll round; null before the first. */
	lastRoundAnswers: number | null = null;
	readonly #states = new Map<string, DeviceState>();

	/** The state of a meter by the text of its address; a fresh one at the first time. */
	of(key: string): DeviceState {
		const known = this.#states.get(key);
		if (known !== undefined) return known;
		const state: DeviceState = {
			nextFcb: null,
			broken: false,
			several: false,
			failures: 0,
			skipped: 0,
			baudRate: null,
		};
		this.#states.set(key, state);
		return state;
	}

	/** Somebody else was master for a while: what the meters last saw is no longer known. */
	forget(selection: Selection): void {
		this.selection = selection;
		for (const state of this.#states.values()) state.nextFcb = null;
	}
}
