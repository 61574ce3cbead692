import { Failure } from "../model/failure.ts";
import { compareFractions, type Fraction, ONE, ZERO } from "../model/fraction.ts";
import { type Measure, NUMBER, samePowers } from "../model/measure.ts";
import type { NumberType } from "./bound.ts";

/** A number of the formula's text. */
export function constantType(constant: Fraction): NumberType {
	const { dimension, powers } = NUMBER;
	return { kind: "number", dimension, powers, weight: ZERO, native: null, exact: true, plain: true, constant };
}

/** A value in a unit. */
export function measuredType(measure: Measure): NumberType {
	return {
		kind: "number",
		dimension: measure.symbol === "" ? null : measure.dimension,
		powers: measure.powers,
		weight: measure.offset.numerator === 0n ? ZERO : ONE,
		native: measure.symbol === "" ? null : measure,
		exact: true,
		plain: measure.symbol === "",
		constant: null,
	};
}

/** A type as people read it: its unit, else what it is made of. */
export function typeText({ native, powers }: NumberType): string {
	if (native !== null) return native.symbol;
	const text = Object.entries(powers).map(([base, power]) => (power === 1 ? base : `${base}^${power}`));
	return text.length === 0 ? "1" : text.join("·");
}

/** A Failure `unit-mismatch` that names both. */
export function mismatch(from: NumberType, to: NumberType | string): Failure {
	return new Failure("unit-mismatch", { from: typeText(from), to: typeof to === "string" ? to : typeText(to) });
}

/** Throws Failure `unit-mismatch` for a temperature that is no difference, where only a difference makes sense. */
export function checkDifference(type: NumberType): void {
	if (type.weight.numerator !== 0n) throw mismatch(type, "K");
}

/** Throws Failure `unit-mismatch` where one is a temperature and the other a difference of two. */
export function checkSameWeight(a: NumberType, b: NumberType): void {
	if (compareFractions(a.weight, b.weight) !== 0) throw mismatch(a, b);
}

function isZero({ constant, plain }: NumberType): boolean {
	return plain && constant !== null && constant.numerator === 0n;
}

/** A bare number beside a percentage: nobody knows whether 50 means 50 % or 5000 %. */
function isDoubtful(a: NumberType, b: NumberType): boolean {
	const factor = a.native?.factor;
	return b.plain && factor !== undefined && factor.numerator !== factor.denominator;
}

/**
 * The type of what is added or compared: the same powers and, where both say one, the same dimension. A bare 0 fits everything.
 * Throws Failure `unit-mismatch` (details: from, to).
 */
export function commonType(a: NumberType, b: NumberType): NumberType {
	const exact = a.exact && b.exact;
	if (isZero(a) && !b.plain) return { ...b, exact, constant: null };
	if (isZero(b) && !a.plain) return { ...a, exact, constant: null };
	const named = a.dimension !== null && b.dimension !== null && a.dimension !== b.dimension;
	if (named || !samePowers(a.powers, b.powers) || isDoubtful(a, b) || isDoubtful(b, a)) throw mismatch(a, b);
	const dimension = a.dimension ?? b.dimension;
	return { ...a, dimension, native: a.native ?? b.native, exact, plain: a.plain && b.plain, constant: null };
}
