import type { FailureCode } from "../model/failure.ts";
import type { Quality } from "../model/reading.ts";
import type { InputKind } from "./bind-formula.ts";
import type { InputValue } from "./bound.ts";
import type { InputReading } from "./input-reading.ts";

/** What an input of a virtual datapoint says at a time. */
export interface SlotState {
	readonly kind: InputKind;
	readonly value: InputValue;
	readonly quality: Quality;
	readonly reason: FailureCode | null;
	/** True where there can be no result. */
	readonly isMissing: boolean;
}

/** An input of a virtual datapoint: keeps the last of what it hears. */
export interface Slot {
	/** Time of the newest reading, UTC ms; -Infinity before the first. */
	readonly newest: number;
	/** True once everything it hears of has been heard since the last `settle`. */
	readonly isFresh: boolean;
	/** Takes a reading of a series; false for one that is older than what is known. Throws Failure `unit-mismatch`. */
	take(series: string, reading: InputReading): boolean;
	/** What it says at a time, in constant time. */
	read(now: number): SlotState;
	/** What was heard so far has been used. */
	settle(): void;
}

/** An input that is missing, and nothing stands in for it. */
export function missingState(reason: FailureCode | null): SlotState {
	return {
		kind: null,
		value: { value: null, previous: null },
		quality: "bad",
		reason: reason ?? "formula-input",
		isMissing: true,
	};
}
