import type { SeriesRows } from "../chunk/series-rows.ts";
import {
	type CounterState,
	type CounterStep,
	finerCounter,
	NEW_COUNTER,
	stepCounter,
} from "../counter/step-counter.ts";
import { FLAG } from "../flags.ts";
import type { Segment, Series } from "./segment.ts";
import { doubleOf } from "./stored-value.ts";

interface Kept {
	state: CounterState;
	/** Power of ten of the state's units. */
	exponent: number;
}

/** A value of a counter as it comes in: mantissa × 10^exponent. */
export interface CounterInput {
	readonly mantissa: number;
	readonly exponent: number;
	readonly time: number;
	readonly meter: string | null;
	readonly modulus: string | null;
}

/** A stored value as a number of its segment's mantissa. */
function mantissaOf({ type }: Segment, value: number | bigint): number {
	return type === 3 ? doubleOf(BigInt(value)) : Number(value);
}

/** Remembers how far every counter has come. */
export class CounterDesk {
	readonly #kept = new Map<Series, Kept>();

	/** Forgets everything. */
	clear(): void {
		this.#kept.clear();
	}

	/** Learns from stored rows, the oldest first; rows of an older meter than the present one are passed over. */
	learn(series: Series, segment: Segment, rows: SeriesRows): void {
		if (segment.epoch !== series.epoch) return;
		for (let index = 0; index < rows.times.length; index += 1) {
			const flags = rows.quality[index] ?? 0;
			if ((flags & (FLAG.invalid | FLAG.deviceError)) !== 0) continue;
			const mantissa = mantissaOf(segment, rows.values[index] ?? 0);
			const point = { mantissa, exponent: segment.exponent, time: rows.times[index] ?? 0 };
			this.#replay(series, { ...point, meter: segment.meter, modulus: segment.modulus }, flags);
		}
	}

	/** What a new value turns out to be. */
	step(series: Series, input: CounterInput): CounterStep {
		const kept = this.#at(series, input.exponent);
		const value = input.mantissa * 10 ** (input.exponent - kept.exponent);
		const modulus = input.modulus === null ? null : Number(input.modulus) / 10 ** kept.exponent;
		const reading = { value, time: input.time, meter: input.meter };
		const step = stepCounter(kept.state, reading, { modulus, maxPerHour: null });
		kept.state = step.state;
		return step;
	}

	/** Power of ten of the units in which `step` answers. */
	exponentOf(series: Series): number {
		return this.#kept.get(series)?.exponent ?? 0;
	}

	/** Begins anew: the meter was exchanged. */
	begin(series: Series): void {
		this.#kept.set(series, { state: NEW_COUNTER, exponent: this.exponentOf(series) });
	}

	/** What was believed stays believed, what was suspect stays suspect. */
	#replay(series: Series, input: CounterInput, flags: number): void {
		const kept = this.#at(series, input.exponent);
		const point = { value: input.mantissa * 10 ** (input.exponent - kept.exponent), time: input.time };
		const { state } = kept;
		if ((flags & FLAG.suspect) !== 0) {
			kept.state = { ...state, suspects: [...state.suspects.slice(-1), point] };
			return;
		}
		const before = state.accepted;
		const isStep = before !== null && point.time > before.time && point.value >= before.value;
		const rules = { modulus: null, maxPerHour: Number.POSITIVE_INFINITY };
		const believed = isStep ? stepCounter(state, point, rules).state : { ...state, accepted: point, suspects: [] };
		kept.state = { ...believed, meter: input.meter };
	}

	/** The counter's memory in units at least as fine as 10^exponent. */
	#at(series: Series, exponent: number): Kept {
		let kept = this.#kept.get(series);
		if (kept === undefined) {
			kept = { state: NEW_COUNTER, exponent };
			this.#kept.set(series, kept);
		}
		if (exponent < kept.exponent) {
			kept.state = finerCounter(kept.state, 10 ** (kept.exponent - exponent));
			kept.exponent = exponent;
		}
		return kept;
	}
}
