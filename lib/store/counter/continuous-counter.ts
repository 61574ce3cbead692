import { convertExact } from "../../model/convert-unit.ts";
import {
	addDecimals,
	compareDecimals,
	type Decimal,
	decimalText,
	parseDecimal,
	subtractDecimals,
} from "../../model/decimal.ts";
import { Failure } from "../../model/failure.ts";
import type { Quantity } from "../../model/quantity.ts";
import type { Reading } from "../../model/reading.ts";
import type { Unit } from "../../model/unit.ts";
import {
	type CounterState,
	type CounterStep,
	type CounterVerdict,
	finerCounter,
	NEW_COUNTER,
	stepCounter,
} from "./step-counter.ts";

/** What is remembered of a counter that goes on for ever: plain data, for JSON. */
export interface CounterMemory {
	readonly quantity: Quantity;
	readonly unit: Unit;
	/** Power of ten of the values in `state`. */
	readonly exponent: number;
	readonly state: CounterState;
	/** Exact decimal text of the last believed value, and of the suspects; the numbers in `state` may have lost digits. */
	readonly value: string | null;
	readonly suspects: readonly string[];
	/** Where it began plus all consumption since, exact decimal text. */
	readonly total: string;
}

/** What a meter is held against, in the unit of its readings. */
export interface ContinuousRules {
	/** Decimal text; null for what the reading says. */
	readonly modulus: string | null;
	/** Per hour; null where it is learned. */
	readonly maxPerHour: number | null;
	/** Decimal text of the total at the first reading; null for what the meter shows. */
	readonly start: string | null;
}

/** What a reading, or an exchange by hand, made of a counter. */
export interface ContinuousStep {
	readonly memory: CounterMemory;
	readonly verdict: CounterVerdict;
	/** Consumption since the last believed value, exact decimal text in the unit of the memory; null where there is none to tell. */
	readonly consumption: string | null;
	readonly before: string | null;
	readonly after: string | null;
}

/** A meter was exchanged by hand: exact decimal text in the unit of the memory; null where unknown. */
export interface HandExchange {
	readonly end: string | null;
	readonly start: string | null;
	/** UTC ms. */
	readonly time: number;
}

const ZERO: Decimal = { mantissa: 0n, exponent: 0 };

function decimal(text: string, field: string): Decimal {
	const value = parseDecimal(text);
	if (value === null) throw new Failure("input", { field, value: text.slice(0, 40) });
	return value;
}

function fresh(
	{ unit, quantity }: Pick<Reading, "unit" | "quantity">,
	value: Decimal,
	start: string | null,
): CounterMemory {
	const total = start ?? decimalText(value);
	const exponent = Math.min(0, value.exponent);
	return { unit, quantity, exponent, state: NEW_COUNTER, value: null, suspects: [], total };
}

function atLeast(memory: CounterMemory, exponent: number): CounterMemory {
	if (exponent >= memory.exponent) return memory;
	return { ...memory, exponent, state: finerCounter(memory.state, 10 ** (memory.exponent - exponent)) };
}

interface Exact {
	/** Believed before. */
	readonly accepted: Decimal | null;
	/** The oldest of the suspects that are believed now. */
	readonly first: Decimal;
	readonly value: Decimal;
	readonly modulus: Decimal;
}

/** The consumption of a step from exact values: the numbers that were judged may have lost digits. */
function exactDelta({ verdict, delta }: CounterStep, { accepted, first, value, modulus }: Exact): Decimal | null {
	if (delta === null || accepted === null) return null;
	if (verdict === "reset") return subtractDecimals(value, first);
	const ahead = subtractDecimals(value, accepted);
	return verdict === "rollover" ? addDecimals(ahead, modulus) : ahead;
}

function textOf(value: Decimal | null): string | null {
	return value === null ? null : decimalText(value);
}

function eventValues(
	verdict: CounterVerdict,
	{ accepted, first, value }: Exact,
): Pick<ContinuousStep, "before" | "after"> {
	if (!["rollover", "reset", "replaced"].includes(verdict)) return { before: null, after: null };
	return { before: textOf(accepted), after: decimalText(verdict === "reset" ? first : value) };
}

/**
 * Takes a reading of a meter into a count that never falls: over roll-overs, resets and exchanges, and past single odd values. A reading without a
 * number, or of a device that reports an error, changes nothing. Throws Failure `unit-mismatch`, `unit-unknown` for a unit that does not
 * fit what is known, `input` for a modulus that is no number.
 */
export function stepContinuous(
	memory: CounterMemory | null,
	reading: Pick<Reading, "value" | "exact" | "quantity" | "unit" | "time" | "quality" | "modulus" | "meter">,
	rules: ContinuousRules,
): ContinuousStep | null {
	const { value: number, exact, time, quality, meter = null } = reading;
	if (typeof number !== "number" || !Number.isFinite(number) || quality === "bad") return null;
	const own = decimal(exact ?? String(number), "value");
	const value = memory === null ? own : convertExact(own, reading.unit, memory.unit);
	const known = atLeast(memory ?? fresh(reading, value, rules.start), value.exponent);
	const modulusText = rules.modulus ?? reading.modulus ?? null;
	const modulus = convertExact(decimal(modulusText ?? "0", "modulus"), reading.unit, known.unit);
	const units = (amount: Decimal) => Number(decimalText({ ...amount, exponent: amount.exponent - known.exponent }));
	const perHour =
		rules.maxPerHour === null
			? null
			: convertExact(decimal(String(rules.maxPerHour), "maxPerHour"), reading.unit, known.unit);
	const step = stepCounter(
		known.state,
		{ value: units(value), time, meter },
		{ modulus: modulusText === null ? null : units(modulus), maxPerHour: perHour === null ? null : units(perHour) },
	);
	if (step.verdict === "ignored") return null;
	return taken(known, step, { value, modulus });
}

function taken(known: CounterMemory, step: CounterStep, now: Pick<Exact, "value" | "modulus">): ContinuousStep {
	const { verdict, state } = step;
	const text = decimalText(now.value);
	const kept = [...known.suspects, text];
	const agreeing = verdict === "reset" ? step.confirmed.length + 1 : 1;
	const exact: Exact = {
		...now,
		accepted: known.value === null ? null : decimal(known.value, "value"),
		first: decimal(kept.at(-agreeing) ?? text, "value"),
	};
	const consumption = exactDelta(step, exact);
	const total =
		consumption === null ? known.total : decimalText(addDecimals(decimal(known.total, "total"), consumption));
	const isSuspect = verdict === "suspect";
	const memory = {
		...known,
		state,
		total,
		value: isSuspect ? known.value : text,
		suspects: isSuspect ? kept.slice(-state.suspects.length) : [],
	};
	return { memory, verdict, consumption: textOf(consumption), ...eventValues(verdict, exact) };
}

/**
 * The meter was exchanged: what the old one still counted belongs to the total, the new one begins with its first value. Throws Failure `input`
 * (details: field) for an end below the last believed value, or what is no number.
 */
export function exchangeContinuous(memory: CounterMemory, { end, start, time }: HandExchange): ContinuousStep {
	const last = memory.value === null ? null : decimal(memory.value, "value");
	const final = end === null ? last : decimal(end, "end");
	const consumption = final === null || last === null ? ZERO : subtractDecimals(final, last);
	if (compareDecimals(consumption, ZERO) < 0) throw new Failure("input", { field: "end", value: end });
	const begun = start === null ? null : decimal(start, "start");
	const known = begun === null ? memory : atLeast(memory, begun.exponent);
	const accepted =
		begun === null
			? null
			: { value: Number(decimalText({ ...begun, exponent: begun.exponent - known.exponent })), time };
	const total = decimalText(addDecimals(decimal(memory.total, "total"), consumption));
	return {
		memory: { ...known, state: { ...NEW_COUNTER, accepted }, value: textOf(begun), suspects: [], total },
		verdict: "replaced",
		consumption: decimalText(consumption),
		before: textOf(final),
		after: textOf(begun),
	};
}

/** Reads back what was remembered as JSON; null where it is not what this version writes. */
export function parseMemory(text: string): CounterMemory | null {
	const memory = JSON.parse(text) as Partial<CounterMemory>;
	const isWhole =
		typeof memory.unit === "string" &&
		typeof memory.quantity === "string" &&
		Number.isInteger(memory.exponent) &&
		typeof memory.total === "string" &&
		Array.isArray(memory.suspects) &&
		typeof memory.state === "object";
	return isWhole ? (memory as CounterMemory) : null;
}
