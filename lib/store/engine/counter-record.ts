import type { CounterStep } from "../counter/step-counter.ts";
import { FLAG } from "../flags.ts";
import type { RowWriter } from "./row-writer.ts";
import type { Segment, Series } from "./segment.ts";
import { powerOfTen } from "./stored-value.ts";

/** Flags that a reading of a counter gets beside its own. */
export function counterFlags({ verdict }: CounterStep): number {
	if (verdict === "suspect") return FLAG.suspect;
	return verdict === "rollover" || verdict === "replaced" ? FLAG.discontinuity : 0;
}

/** A value as mantissa of another segment; null where it does not fit. */
function moved(from: Segment, value: number | bigint, to: Segment): number | bigint | null {
	if (from === to) return value;
	if (from.type !== to.type || from.exponent < to.exponent) return null;
	const shift = from.exponent - to.exponent;
	return typeof value === "bigint" ? value * 10n ** BigInt(shift) : value * powerOfTen(shift);
}

/** What happened to a counter, and where. */
export interface CounterNews {
	readonly series: Series;
	/** The segment of the reading at which it happened. */
	readonly segment: Segment;
	readonly time: number;
	readonly step: CounterStep;
	/** Power of ten of the units of the step. */
	readonly exponent: number;
	readonly now: number;
}

/** Suspects that are believed now belong to the count that has begun, as their next revision. */
function confirmSuspects(writer: RowWriter, { series, segment, step, now }: CounterNews): void {
	for (const [index, at] of step.confirmed.entries()) {
		const old = writer.find(series, at);
		if (old === null) continue;
		const value = moved(old.segment, old.value, segment);
		const flags = step.verdict === "reset" && index === 0 ? FLAG.discontinuity : 0;
		const place = value === null ? { segment: old.segment, value: old.value } : { segment, value };
		writer.confirm(old, place, { by: "automatic", at: now, flags });
	}
}

/** Writes down events of a counter, and suspects that it has confirmed; inside a transaction. */
export function recordCounter(writer: RowWriter, news: CounterNews): void {
	const { segment, step, exponent, time } = news;
	if (step.confirmed.length > 0) confirmSuspects(writer, news);
	const { verdict, before, after } = step;
	if (verdict !== "rollover" && verdict !== "reset" && verdict !== "replaced") return;
	const factor = 10 ** (exponent - segment.exponent);
	const whole = (value: number | null) => {
		const mantissa = Math.round((value ?? Number.NaN) * factor);
		// Beyond that, or with a fraction, a double is not exact; the readings themselves are.
		return segment.type !== 3 && Number.isSafeInteger(mantissa) ? BigInt(mantissa) : null;
	};
	const eventTime = verdict === "reset" ? (step.confirmed[0] ?? time) : time;
	const event = { sid: segment.sid, time: eventTime, type: verdict, by: "automatic" };
	writer.event({ ...event, before: whole(before), after: whole(after) });
}
