import type { Powers } from "./dimension-table.ts";
import { type Fraction, invert, multiply, ONE, reduced, ZERO } from "./fraction.ts";
import type { Unit } from "./unit.ts";

/** What a unit means: `base = (value + offset) × factor`, in units made of `powers`. */
export interface Measure {
	readonly symbol: Unit;
	/** Name of its dimension; null for what is only known by its powers, such as a product. */
	readonly dimension: string | null;
	readonly powers: Powers;
	readonly factor: Fraction;
	readonly offset: Fraction;
}

/** A number without a unit. */
export const NUMBER: Measure = { symbol: "", dimension: null, powers: {}, factor: ONE, offset: ZERO };

/** Whether two dimensions are made of the same powers. */
export function samePowers(a: Powers, b: Powers): boolean {
	const keys = Object.keys(a);
	return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** Whether a value in one can be given in the other: the same powers and, where both say one, the same dimension. */
export function sameDimension(a: Measure, b: Measure): boolean {
	if (!samePowers(a.powers, b.powers)) return false;
	return a.dimension === null || b.dimension === null || a.dimension === b.dimension;
}

/** `a + times × b`, without powers of zero. */
export function combinedPowers(a: Powers, b: Powers, times: number): Powers {
	const powers: Record<string, number> = { ...a };
	for (const [key, power] of Object.entries(b)) powers[key] = (powers[key] ?? 0) + times * power;
	return Object.fromEntries(Object.entries(powers).filter(([, power]) => power !== 0));
}

/** `a × b` or `a ÷ b`; an offset counts for nothing in a product. */
export function product(a: Measure, b: Measure, sign: 1 | -1): Measure {
	const factor = reduced(multiply(a.factor, sign === 1 ? b.factor : invert(b.factor)));
	return { symbol: "", dimension: null, powers: combinedPowers(a.powers, b.powers, sign), factor, offset: ZERO };
}

/** A unit that nobody knows, such as a meter's own text: it fits only itself. */
export function ownMeasure(symbol: Unit): Measure {
	return { symbol, dimension: `unit ${symbol}`, powers: { [symbol]: 1 }, factor: ONE, offset: ZERO };
}
