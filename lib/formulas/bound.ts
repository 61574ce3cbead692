import type { Powers } from "../model/dimension-table.ts";
import type { Fraction } from "../model/fraction.ts";
import type { Measure } from "../model/measure.ts";

/** What a part of a formula comes to, in base units; null where there is no value. */
export type Scalar = Fraction | boolean | null;

/** The values of a group of inputs, taken together, in base units. */
export interface GroupTotals {
	readonly count: number;
	readonly sum: Fraction;
	/** The least (-1) or the greatest (1) of them, looked for when it is asked for; null where there is none. */
	readonly extreme: (sign: 1 | -1) => Fraction | null;
}

/** What an input says at the time of evaluation. */
export interface InputValue {
	readonly value: Scalar;
	/** The value before, and how many seconds before. */
	readonly previous: { readonly value: Fraction; readonly seconds: Fraction } | null;
	/** Absent for a single input. */
	readonly group?: GroupTotals;
}

/** What is known of a number before it is there. */
export interface NumberType {
	readonly kind: "number";
	/** Null for what is only known by its powers. */
	readonly dimension: string | null;
	readonly powers: Powers;
	/** How often the zero point of its unit is contained: 1 for a temperature in °C, 0 for a difference of two. */
	readonly weight: Fraction;
	/** The unit in which it is rounded. */
	readonly native: Measure | null;
	/** False once a division, a mean or a root has been there: 15 digits are meant. */
	readonly exact: boolean;
	/** Made of numbers without a unit only: takes any unit. */
	readonly plain: boolean;
	/** The number itself, where the formula says it. */
	readonly constant: Fraction | null;
}

/** What is known of a part before its value is there. */
export type PartType = NumberType | { readonly kind: "boolean" } | { readonly kind: "missing" };

/** A part of a formula that is ready to be computed. */
export interface Bound {
	readonly type: PartType;
	/** Number of the input, where the part is one. */
	readonly input?: number;
	/** True where the input is a group: only functions over many take it. */
	readonly isGroup?: boolean;
	readonly evaluate: (inputs: readonly InputValue[]) => Scalar;
}

/** A part that is a number. */
export interface BoundNumber extends Bound {
	readonly type: NumberType;
}

/** An input that was never heard of. */
export const MISSING: Bound = { type: { kind: "missing" }, evaluate: () => null };
