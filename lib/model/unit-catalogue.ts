import { compoundMeasure } from "./compound-unit.ts";
import { type Decimal, parseDecimal } from "./decimal.ts";
import { DIMENSIONS } from "./dimension-table.ts";
import { Failure } from "./failure.ts";
import {
	add,
	exactDecimal,
	type Fraction,
	fractionOf,
	invert,
	multiply,
	negate,
	parseFraction,
	reduced,
	roundFraction,
	roundToDigits,
	ZERO,
} from "./fraction.ts";
import { type Measure, sameDimension } from "./measure.ts";
import type { Unit } from "./unit.ts";
import { UNITS, type UnitRow } from "./unit-table.ts";

/** A name for people, in every language of Meterway. */
export interface LocalNames {
	readonly en: string;
	readonly de: string;
}

/** A unit that a site adds; a dimension of its own begins with `x-`. */
export interface NewUnit extends Omit<UnitRow, "bacnet"> {
	readonly bacnet?: number | null;
	readonly names: LocalNames;
}

const OWN_DIMENSION = /^x-[a-z0-9][a-z0-9-]{0,40}$/;
const UCUM = /^[!-~]{1,40}$/;
const SYMBOL = /^[^\s\p{C}](?:[^\p{C}]{0,22}[^\s\p{C}])?$/u;
const NAME = /^[^\p{C}]{1,60}$/u;
const ROUNDED_DIGITS = 20;
const MOST_DECIMALS = 100;

function refuse(field: string, value: string): never {
	throw new Failure("input", { field, value: value.slice(0, 40) });
}

/** Checks the names of what a site adds; throws Failure `input` (details: field). */
export function checkNames({ en, de }: LocalNames): void {
	if (!NAME.test(en) || en.trim() === "") refuse("names.en", en);
	if (!NAME.test(de) || de.trim() === "") refuse("names.de", de);
}

function checkUnit({ symbol, ucum, dimension, factor, offset, bacnet, names }: NewUnit): void {
	if (!SYMBOL.test(symbol)) refuse("symbol", symbol);
	if (!UCUM.test(ucum)) refuse("ucum", ucum);
	if (!(Object.hasOwn(DIMENSIONS, dimension) || OWN_DIMENSION.test(dimension))) refuse("dimension", dimension);
	if ((parseFraction(factor)?.numerator ?? 0n) <= 0n) refuse("factor", factor);
	if (offset !== undefined && parseDecimal(offset) === null) refuse("offset", offset);
	const isNumber =
		bacnet === undefined || bacnet === null || (Number.isInteger(bacnet) && bacnet >= 0 && bacnet <= 65_535);
	if (!isNumber) refuse("bacnet", String(bacnet));
	checkNames(names);
}

function measureOf({ symbol, dimension, factor, offset }: UnitRow): Measure {
	const powers = DIMENSIONS[dimension] ?? { [dimension]: 1 };
	const shift = parseDecimal(offset ?? "0");
	return {
		symbol,
		dimension,
		powers,
		factor: parseFraction(factor) ?? refuse("factor", factor),
		offset: shift === null ? ZERO : fractionOf(shift),
	};
}

/** The units there are: those of the table and those a site added. */
export class UnitCatalogue {
	readonly #rows = new Map<Unit, UnitRow>();
	readonly #measures: ReadonlyMap<Unit, Measure>;

	/** Throws Failure `input` (details: field) for a unit that is not valid, or whose symbol or code is taken. */
	constructor(added: readonly NewUnit[] = []) {
		for (const row of UNITS) this.#rows.set(row.symbol, row);
		const codes = new Set<string>(UNITS.map(({ ucum }) => ucum));
		for (const unit of added) {
			checkUnit(unit);
			if (this.#rows.has(unit.symbol)) refuse("symbol", unit.symbol);
			if (codes.has(unit.ucum)) refuse("ucum", unit.ucum);
			codes.add(unit.ucum);
			this.#rows.set(unit.symbol, { ...unit, bacnet: unit.bacnet ?? null });
		}
		this.#measures = new Map(this.list().map((row) => [row.symbol, measureOf(row)]));
	}

	/** All units with a row of their own. */
	list(): readonly UnitRow[] {
		return [...this.#rows.values()];
	}

	/** What a symbol or a compound of symbols means (`kWh/(m³·K)`); null where it is not known. */
	find(symbol: Unit): Measure | null {
		return this.#single(symbol) ?? compoundMeasure(symbol, (part) => this.#single(part));
	}

	/** The same; throws Failure `unit-unknown`. */
	get(symbol: Unit): Measure {
		const measure = this.find(symbol);
		if (measure === null) throw new Failure("unit-unknown", { unit: symbol.slice(0, 40) });
		return measure;
	}

	/** The same value in another unit, without loss. Throws Failure `unit-unknown`, `unit-mismatch` (details: from, to). */
	convert(value: Fraction, from: Unit, to: Unit): Fraction {
		if (from === to) return value;
		const source = this.get(from);
		const target = this.get(to);
		if (!sameDimension(source, target)) throw new Failure("unit-mismatch", { from, to });
		return fromBase(toBase(value, source), target);
	}

	/**
	 * The same value in another unit: exact where its decimals end, else 20 significant digits; with `decimals` (0–100) rounded half up (away
	 * from zero) to so many. Throws Failure `unit-unknown`, `unit-mismatch` (details: from, to), `input` (decimals).
	 */
	convertExact(value: Decimal, from: Unit, to: Unit, decimals?: number): Decimal {
		const result = this.convert(fractionOf(value), from, to);
		if (decimals === undefined) return exactDecimal(result) ?? roundToDigits(result, ROUNDED_DIGITS);
		if (!Number.isInteger(decimals) || decimals < 0 || decimals > MOST_DECIMALS) refuse("decimals", String(decimals));
		return roundFraction(result, decimals);
	}

	#single(symbol: Unit): Measure | null {
		return this.#measures.get(symbol) ?? null;
	}
}

/** A value in base units. */
export function toBase(value: Fraction, { factor, offset }: Measure): Fraction {
	return multiply(offset.numerator === 0n ? value : add(value, offset), factor);
}

/** A value in base units, in a unit. */
export function fromBase(base: Fraction, { factor, offset }: Measure): Fraction {
	const value = reduced(multiply(base, invert(factor)));
	return offset.numerator === 0n ? value : add(value, negate(offset));
}
