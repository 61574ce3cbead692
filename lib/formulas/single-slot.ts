import type { FailureCode } from "../model/failure.ts";
import { type Fraction, reduced } from "../model/fraction.ts";
import type { Quality } from "../model/reading.ts";
import type { InputKind } from "./bind-formula.ts";
import type { InputReading } from "./input-reading.ts";
import { missingState, type Slot, type SlotState } from "./slot.ts";
import type { StandIn } from "./stand-in.ts";

const SECOND = 1000n;

function seconds(from: number, to: number): Fraction {
	return reduced({ numerator: BigInt(Math.round(to - from)), denominator: SECOND });
}

/** An input of one series. */
export class SingleSlot implements Slot {
	readonly #maxAgeMs: number;
	readonly #standIn: StandIn;
	#last: InputReading | null = null;
	/** The last two that had a value. */
	#good: InputReading | null = null;
	#before: InputReading | null = null;
	isFresh = false;

	constructor(maxAgeMs: number, standIn: StandIn) {
		this.#maxAgeMs = maxAgeMs;
		this.#standIn = standIn;
	}

	get newest(): number {
		return this.#last?.time ?? Number.NEGATIVE_INFINITY;
	}

	take(_series: string, reading: InputReading): boolean {
		if (reading.time <= this.newest) return false;
		this.#last = reading;
		this.isFresh = true;
		if (reading.value === null) return true;
		this.#before = this.#good;
		this.#good = reading;
		return true;
	}

	read(now: number): SlotState {
		const last = this.#last;
		if (last !== null && last.value !== null && now - last.time <= this.#maxAgeMs)
			return this.#state(last, last.quality, last.reason);
		return this.#missing(last?.value === null ? last.reason : null);
	}

	settle(): void {
		this.isFresh = false;
	}

	#missing(reason: FailureCode | null): SlotState {
		const { rule } = this.#standIn;
		if (rule === "last" && this.#good !== null) return this.#state(this.#good, "estimated", "formula-input");
		if (rule === "substitute") return this.#standIn.state;
		if (rule !== "skip") return missingState(reason);
		const kind = this.#good === null ? null : kindOf(this.#good);
		return {
			kind,
			value: { value: null, previous: null },
			quality: "uncertain",
			reason: "formula-input",
			isMissing: false,
		};
	}

	#state(reading: InputReading, quality: Quality, reason: FailureCode | null): SlotState {
		const before = this.#before;
		const isNumber = before !== null && before.value !== null && typeof before.value !== "boolean";
		const previous = isNumber ? { value: before.value as Fraction, seconds: seconds(before.time, reading.time) } : null;
		return { kind: kindOf(reading), value: { value: reading.value, previous }, quality, reason, isMissing: false };
	}
}

function kindOf({ value, measure }: InputReading): InputKind {
	return typeof value === "boolean" ? "boolean" : { measure, isGroup: false };
}
