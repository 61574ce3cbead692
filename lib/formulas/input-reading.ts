import { parseDecimal } from "../model/decimal.ts";
import type { FailureCode } from "../model/failure.ts";
import { type Fraction, fractionOf } from "../model/fraction.ts";
import { type Measure, NUMBER, ownMeasure } from "../model/measure.ts";
import type { Quality, Reading } from "../model/reading.ts";
import type { Unit } from "../model/unit.ts";
import { toBase, type UnitCatalogue } from "../model/unit-catalogue.ts";
import { bounded } from "./bounded.ts";

/** What a formula takes of a reading. */
export interface InputReading {
	readonly time: number;
	/** In base units; null where the reading has no number. */
	readonly value: Fraction | boolean | null;
	readonly measure: Measure;
	readonly quality: Quality;
	readonly reason: FailureCode | null;
}

/** What a unit means; one that is not known fits only itself. */
export function measureOf(unit: Unit, units: UnitCatalogue): Measure {
	if (unit === "") return NUMBER;
	return units.find(unit) ?? ownMeasure(unit);
}

/** Decimal text in a unit as a number in base units; null for what is no number, or an endless one. */
export function baseValue(text: string, measure: Measure): Fraction | null {
	const decimal = parseDecimal(text);
	return decimal === null ? null : bounded(toBase(fractionOf(decimal), measure));
}

/** A reading as an input of formulas. */
export function inputReading(reading: Reading, units: UnitCatalogue): InputReading {
	const { value, exact, time, quality, reason = null } = reading;
	const measure = measureOf(reading.unit, units);
	const rest = { time, measure, quality, reason };
	if (quality === "bad" || value === null || typeof value === "string") return { ...rest, value: null };
	if (typeof value === "boolean") return { ...rest, value };
	return { ...rest, value: baseValue(exact ?? String(value), measure) };
}
