import { type Decimal, decimalText, parseDecimal } from "../model/decimal.ts";
import type { Slot } from "../model/interval.ts";
import type { Quality, Reading } from "../model/reading.ts";
import { readingNumber } from "./number-text.ts";

/** Values of all channels for an interval, or for an instant (start equals end). */
export interface CollectedRow extends Slot {
	readonly values: readonly (Reading | null)[];
}

/** Gathers the readings of one slot after the other; constant memory per channel. */
export interface Collector {
	/** A reading within the slot, in the order of time. */
	add(index: number, reading: Reading, slot: Slot): void;
	/** What is known once the slot is over; null where that is nothing yet. */
	close(slot: Slot): CollectedRow | null;
	/** True while a later `close` can still give a value. */
	pending(): boolean;
}

/** A decimal of a reading's number; null for texts and absent values. */
export function decimalOf(reading: Reading): Decimal | null {
	const text = readingNumber(reading);
	return text === null ? null : parseDecimal(text);
}

/** The reading of a computed value, keeping what it says of itself but not where it came from. */
export function computed(like: Reading, value: Decimal, quality: Quality): Reading {
	const { device, datapoint, quantity, unit, time } = like;
	const exact = decimalText(value);
	return { device, datapoint, quantity, unit, time, value: Number(exact), exact, quality };
}
