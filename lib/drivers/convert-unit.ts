import type { Unit } from "../model/unit.ts";
import { add, type Fraction, invert, multiply } from "./decimal-arithmetic.ts";
import { UNIT_FACTORS, type UnitFactor } from "./unit-factor-table.ts";

const FACTORS = new Map<string, UnitFactor>(UNIT_FACTORS.map((row) => [row.unit, row]));
const SHIFTS = new Map<string, ReadonlyMap<string, number>>(UNIT_FACTORS.map((row) => [row.unit, shiftsFrom(row)]));

/** Whether a value in one unit can be given in the other; a number without a unit takes any. */
export function convertible(from: Unit, to: Unit): boolean {
	if (from === to || from === "") return true;
	const source = FACTORS.get(from);
	return source !== undefined && source.dimension === FACTORS.get(to)?.dimension;
}

/** The same value in another unit, without loss; null where the units have nothing in common. */
export function convertUnit(value: Fraction, from: Unit, to: Unit): Fraction | null {
	if (!convertible(from, to)) return null;
	const source = FACTORS.get(from);
	const target = FACTORS.get(to);
	if (from === to || source === undefined || target === undefined) return value;
	const base = multiply(add(value, whole(source.offset)), factor(source));
	return add(multiply(base, invert(factor(target))), whole(-target.offset));
}

/** Power of ten between two units, `3` from kWh to Wh; null where it is another factor or there is an offset. */
export function decimalShift(from: Unit, to: Unit): number | null {
	return SHIFTS.get(from)?.get(to) ?? null;
}

function shiftsFrom(source: UnitFactor): ReadonlyMap<string, number> {
	const shifts = UNIT_FACTORS.flatMap((target): [string, number][] => {
		if (target.dimension !== source.dimension || source.offset !== 0n || target.offset !== 0n) return [];
		const ratio = multiply(factor(source), invert(factor(target)));
		const exponent = ratio.numerator.toString().length - ratio.denominator.toString().length;
		const power = {
			numerator: 10n ** BigInt(Math.max(exponent, 0)),
			denominator: 10n ** BigInt(Math.max(-exponent, 0)),
		};
		const equal = ratio.numerator * power.denominator === ratio.denominator * power.numerator;
		return equal ? [[target.unit, exponent]] : [];
	});
	return new Map(shifts);
}

function factor({ numerator, denominator }: UnitFactor): Fraction {
	return { numerator, denominator };
}

function whole(numerator: bigint): Fraction {
	return { numerator, denominator: 1n };
}
