import type { Decimal } from "./decimal.ts";
import { type Fraction, invert, multiply } from "./fraction.ts";
import { type Measure, sameDimension } from "./measure.ts";
import type { Unit } from "./unit.ts";
import { UnitCatalogue } from "./unit-catalogue.ts";

const STANDARD = new UnitCatalogue();
const SHIFTS = new Map<Unit, ReadonlyMap<Unit, number>>(
	STANDARD.list().map(({ symbol }) => [symbol, shiftsFrom(STANDARD.get(symbol))]),
);

/**
 * The same value in another unit of the table, or in a compound of them: exact where its decimals end, else 20 significant digits; with `decimals`
 * (0–100) rounded half up (away from zero) to so many. Throws Failure `unit-unknown`, `unit-mismatch` (details: from, to), `input` (decimals).
 */
export function convertExact(value: Decimal, from: Unit, to: Unit, decimals?: number): Decimal {
	return STANDARD.convertExact(value, from, to, decimals);
}

/** The same value in another unit, without loss; a number without a unit takes any. Null where the units have nothing in common. */
export function convertUnit(value: Fraction, from: Unit, to: Unit): Fraction | null {
	if (from === to || from === "") return value;
	const source = STANDARD.find(from);
	const target = STANDARD.find(to);
	if (source === null || target === null || !sameDimension(source, target)) return null;
	return STANDARD.convert(value, from, to);
}

/** Power of ten between two units of the table, `3` from kWh to Wh; null where it is another factor or there is an offset. */
export function decimalShift(from: Unit, to: Unit): number | null {
	return SHIFTS.get(from)?.get(to) ?? null;
}

function shiftsFrom(source: Measure): ReadonlyMap<Unit, number> {
	const shifts = STANDARD.list().flatMap(({ symbol, dimension }): [Unit, number][] => {
		const target = dimension === source.dimension ? STANDARD.get(symbol) : null;
		const exponent = target === null ? null : powerOfTen(source, target);
		return exponent === null ? [] : [[symbol, exponent]];
	});
	return new Map(shifts);
}

function powerOfTen(source: Measure, target: Measure): number | null {
	if (source.symbol === target.symbol) return 0;
	if (source.offset.numerator !== 0n || target.offset.numerator !== 0n) return null;
	const { numerator, denominator } = multiply(source.factor, invert(target.factor));
	const exponent = numerator.toString().length - denominator.toString().length;
	const top = 10n ** BigInt(Math.max(exponent, 0));
	const bottom = 10n ** BigInt(Math.max(-exponent, 0));
	return numerator * bottom === denominator * top ? exponent : null;
}
