/** What happened to the requests of a line or of one meter; every request ends in exactly one of the counters but `requests`. */
export interface Counts {
	readonly requests: number;
	readonly answers: number;
	/** Nothing came at all. */
	readonly timeouts: number;
	/** A frame came, but its checksum is wrong. */
	readonly checksums: number;
	/** Several meters answered at the same moment. */
	readonly collisions: number;
	/** Only bytes that are no frame came, or an answer broke off. */
	readonly noises: number;
	/** Only good frames came that answer something else. */
	readonly wrongAnswers: number;
	/** The link went down, or the request was taken back. */
	readonly aborted: number;
}

/** A snapshot of a line's counters. */
export interface LineStatistics extends Counts {
	readonly bytesSent: number;
	readonly bytesReceived: number;
	/** Transactions that wait for the line. */
	readonly waiting: number;
	/** By the text of the meter's address. */
	readonly devices: Readonly<Record<string, Counts>>;
}

/** How a request ended, named as its counter. */
export type Ending = Exclude<keyof Counts, "requests">;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function zeroCounts(): Mutable<Counts> {
	return {
		requests: 0,
		answers: 0,
		timeouts: 0,
		checksums: 0,
		collisions: 0,
		noises: 0,
		wrongAnswers: 0,
		aborted: 0,
	};
}

/** Counts what happens on one line. */
export class Counters {
	readonly #line = zeroCounts();
	readonly #devices = new Map<string, Mutable<Counts>>();
	bytesSent = 0;
	bytesReceived = 0;

	/** Counts one request of a device (null: of nobody in particular, as in a scan). */
	count(ending: Ending, device: string | null): void {
		for (const counts of [this.#line, device === null ? null : this.#of(device)]) {
			if (counts === null) continue;
			counts.requests += 1;
			counts[ending] += 1;
		}
	}

	/** A copy that no longer changes. */
	snapshot(waiting: number): LineStatistics {
		const devices = Object.fromEntries(Array.from(this.#devices, ([device, counts]) => [device, { ...counts }]));
		return { ...this.#line, bytesSent: this.bytesSent, bytesReceived: this.bytesReceived, waiting, devices };
	}

	#of(device: string): Mutable<Counts> {
		const known = this.#devices.get(device);
		if (known !== undefined) return known;
		const counts = zeroCounts();
		this.#devices.set(device, counts);
		return counts;
	}
}
