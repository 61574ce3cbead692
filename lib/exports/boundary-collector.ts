import { subtractDecimals } from "../model/decimal.ts";
import type { Slot } from "../model/interval.ts";
import { worseQuality } from "../model/quality.ts";
import type { Reading } from "../model/reading.ts";
import { type CollectedRow, type Collector, computed, decimalOf } from "./collector.ts";

type Values = (Reading | null)[];

function isSet(value: Reading | null | undefined): value is Reading {
	return value !== null && value !== undefined;
}

/** Of two candidates the one with a value, then the nearer, then the earlier. */
function nearer(known: Reading | null | undefined, reading: Reading, boundary: number): Reading {
	if (!isSet(known)) return reading;
	if ((known.value === null) !== (reading.value === null)) return known.value === null ? reading : known;
	return Math.abs(reading.time - boundary) < Math.abs(known.time - boundary) ? reading : known;
}

/** Value at a boundary: the nearest reading within ± the window (ms). */
export class NearestCollector implements Collector {
	readonly #windowMs: number;
	#low: Values = [];
	#high: Values = [];

	constructor(windowMs: number) {
		this.#windowMs = windowMs;
	}

	add(index: number, reading: Reading, { start, end }: Slot): void {
		if (reading.time - start <= this.#windowMs) this.#low[index] = nearer(this.#low[index], reading, start);
		if (end - reading.time <= this.#windowMs) this.#high[index] = nearer(this.#high[index], reading, end);
	}

	close({ start }: Slot): CollectedRow {
		const values = this.#low;
		this.#low = this.#high;
		this.#high = [];
		return { start, end: start, values };
	}

	pending(): boolean {
		return this.#low.some(isSet) || this.#high.some(isSet);
	}
}

/** Value at a boundary: the last reading before it or on it, younger than the window (ms). */
export class LastBeforeCollector implements Collector {
	readonly #windowMs: number;
	#atStart: Values = [];
	#last: Values = [];

	constructor(windowMs: number) {
		this.#windowMs = windowMs;
	}

	add(index: number, reading: Reading, { start }: Slot): void {
		const known = this.#last[index];
		if (reading.value !== null || !isSet(known) || known.value === null) this.#last[index] = reading;
		if (reading.time === start) this.#atStart[index] = nearer(this.#atStart[index], reading, start);
	}

	close({ start, end }: Slot): CollectedRow {
		const values = this.#atStart;
		this.#last = Array.from(this.#last, (reading) =>
			isSet(reading) && end - reading.time < this.#windowMs ? reading : null,
		);
		this.#atStart = [...this.#last];
		return { start, end: start, values };
	}

	pending(): boolean {
		return this.#atStart.some(isSet) || this.#last.some(isSet);
	}
}

function difference(before: Reading | null | undefined, after: Reading | null | undefined): Reading | null {
	if (!isSet(before) || !isSet(after)) return null;
	const a = decimalOf(after);
	const b = decimalOf(before);
	return a === null || b === null
		? null
		: computed(after, subtractDecimals(a, b), worseQuality(before.quality, after.quality));
}

/** Growth of a counter over an interval: the difference of its boundary values, exact; a gap at either end gives nothing. */
export class DeltaCollector implements Collector {
	readonly #boundaries: NearestCollector;
	#before: CollectedRow | null = null;
	#lastEnd = Number.NaN;

	constructor(windowMs: number) {
		this.#boundaries = new NearestCollector(windowMs);
	}

	add(index: number, reading: Reading, slot: Slot): void {
		this.#boundaries.add(index, reading, slot);
	}

	close(slot: Slot): CollectedRow | null {
		const now = this.#boundaries.close(slot);
		const before = slot.start === this.#lastEnd ? this.#before : null;
		this.#before = now;
		this.#lastEnd = slot.end;
		if (before === null) return null;
		const length = Math.max(now.values.length, before.values.length);
		const values = Array.from({ length }, (_, index) => difference(before.values[index], now.values[index]));
		return { start: before.start, end: now.start, values };
	}

	pending(): boolean {
		return this.#boundaries.pending();
	}
}
