import type { Slot } from "../model/interval.ts";
import type { Reading } from "../model/reading.ts";
import type { CollectedRow, Collector } from "./collector.ts";

/** Values that come ready, one per interval, stamped with its start. */
export class GivenCollector implements Collector {
	#values: Reading[] = [];

	add(index: number, reading: Reading): void {
		this.#values[index] = reading;
	}

	close({ start, end }: Slot): CollectedRow {
		const values = Array.from(this.#values, (value) => value ?? null);
		this.#values = [];
		return { start, end, values };
	}

	pending(): boolean {
		return this.#values.length > 0;
	}
}
