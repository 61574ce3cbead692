import type { Clock } from "../../lib/model/clock.ts";
import type { Reading } from "../../lib/model/reading.ts";
import type { StateList } from "../../lib/site/state-list.ts";
import { type CounterMemory, parseMemory } from "../../lib/store/counter/continuous-counter.ts";

/** What is known of a counter, and what was last told of its total. */
export interface CounterEntry {
	memory: CounterMemory | null;
	/** Exact decimal text; null before the first. */
	told: string | null;
}

const PREFIX = "counter:";
/** What a power cut may lose is computed again from the next reading: only events must be kept at once. */
const SAVE_EVERY_MS = 300_000;

function keyOf(device: string, datapoint: string): string {
	return `${device}\n${datapoint}`;
}

/**
 * Remembers counters in the site's database. A memory that is some readings old gives the same totals as one that is not, so it is written
 * seldom: this spares flash memory.
 */
export class CounterBook {
	readonly #state: StateList;
	readonly #clock: Clock;
	readonly #entries: Map<string, CounterEntry>;
	readonly #unsaved = new Set<string>();
	#savedAt: number;
	#isUrgent = false;

	private constructor(state: StateList, clock: Clock, entries: Map<string, CounterEntry>) {
		this.#state = state;
		this.#clock = clock;
		this.#entries = entries;
		this.#savedAt = clock.monotonic();
	}

	/** `latest`: what the log holds; a total that was kept is not told a second time. */
	static async open(state: StateList, latest: readonly Reading[], clock: Clock): Promise<CounterBook> {
		const entries = new Map<string, CounterEntry>();
		const kept = new Map(
			latest.map(({ device, datapoint, exact, value }) => [keyOf(device, datapoint), exact ?? String(value)]),
		);
		for (const [key, text] of await state.read(PREFIX)) {
			const memory = parseMemory(text);
			entries.set(key, { memory, told: kept.get(key) ?? memory?.total ?? null });
		}
		return new CounterBook(state, clock, entries);
	}

	entry(device: string, datapoint: string): CounterEntry {
		return this.#entries.get(keyOf(device, datapoint)) ?? { memory: null, told: null };
	}

	/** The datapoints of a device that are counted. */
	datapoints(device: string): readonly string[] {
		const prefix = keyOf(device, "");
		return [...this.#entries.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
	}

	/** Remembers; an event, or the first reading of all, must be written with the next `save`. */
	set(device: string, datapoint: string, { isUrgent, ...entry }: CounterEntry & { readonly isUrgent: boolean }): void {
		const key = keyOf(device, datapoint);
		this.#entries.set(key, entry);
		this.#unsaved.add(key);
		this.#isUrgent ||= isUrgent;
	}

	/** Writes what is not written yet, when it is time or where that is urgent; `isLast` in any case. */
	async save(isLast = false): Promise<void> {
		const now = this.#clock.monotonic();
		const isDue = isLast || this.#isUrgent || now - this.#savedAt >= SAVE_EVERY_MS;
		if (this.#unsaved.size === 0 || !isDue) return;
		const keys = [...this.#unsaved];
		await this.#state.write(PREFIX, new Map(keys.map((key) => [key, JSON.stringify(this.#entries.get(key)?.memory)])));
		for (const key of keys) this.#unsaved.delete(key);
		this.#isUrgent = false;
		this.#savedAt = now;
	}
}
