import { convertUnit, decimalShift } from "../model/convert-unit.ts";
import { type Decimal, doubleHolds, parseDecimal } from "../model/decimal.ts";
import type { FailureCode } from "../model/failure.ts";
import { type Fraction, fractionOf, fractionText, multiply } from "../model/fraction.ts";
import type { Unit } from "../model/unit.ts";
import type { DataRecord } from "../protocols/mbus/record.ts";
import { printable } from "./printable.ts";

/** The unit and factor a driver asks for; null keeps the record's own. */
export interface ValueWish {
	readonly unit: Unit | null;
	/** What the number on the wire is in, against what the VIF says. */
	readonly wireUnit: Unit | null;
	readonly scale: Decimal | null;
}

/** A value as a reading carries it. */
export interface ReadingValue {
	readonly unit: Unit;
	readonly value: number | boolean | string | null;
	/** Only where the double has lost digits. */
	readonly exact?: string;
	readonly reason: FailureCode | null;
}

const SHORT_LIMIT = 1e15;

type Measured = Pick<DataRecord, "unit" | "value" | "exact" | "reason">;

/**
 * The value of a record in the unit and scale wished for, computed without loss; text without control characters. A
 * value without a unit takes the one wished for; one whose unit has nothing in common with it becomes null with the reason `driver-telegram`.
 */
export function recordValue(record: Measured, wish: ValueWish): ReadingValue {
	const wireUnit = wish.wireUnit ?? printable(record.unit);
	const unit = wish.unit ?? wireUnit;
	if (record.value === null) return { unit, value: null, reason: record.reason ?? "invalid-value" };
	if (typeof record.value === "string") return { unit, value: printable(record.value), reason: record.reason };
	if (typeof record.value !== "number") return { unit, value: record.value, reason: record.reason };
	return unit === wireUnit && wish.scale === null
		? unchanged(record, record.value, unit)
		: converted(record, record.value, { from: wireUnit, to: unit, scale: wish.scale });
}

interface Conversion {
	readonly from: Unit;
	readonly to: Unit;
	readonly scale: Decimal | null;
}

function converted(record: Measured, number: number, { from, to, scale }: Conversion): ReadingValue {
	const short = scale === null ? shifted(number, decimalShift(from, to)) : null;
	if (short !== null) return { unit: to, value: short, reason: record.reason };
	const decimal = parseDecimal(exactText(record, number));
	const result = decimal === null ? null : convertUnit(scaledFraction(decimal, scale), from, to);
	if (result === null) return { unit: to, value: null, reason: "driver-telegram" };
	const { text, finite } = fractionText(result);
	const value = Number(text);
	const kept = { unit: to, value, reason: record.reason };
	return finite && !doubleHolds(value, text) ? { ...kept, exact: text } : kept;
}

/** A whole number of at most 15 digits keeps them all when only its decimal point moves; null for any other. */
function shifted(number: number, shift: number | null): number | null {
	if (shift === null || !Number.isInteger(number) || Math.abs(number) >= SHORT_LIMIT) return null;
	if (shift < 0) return number / 10 ** -shift;
	const value = number * 10 ** shift;
	return Math.abs(value) < SHORT_LIMIT ? value : null;
}

function unchanged(record: Measured, value: number, unit: Unit): ReadingValue {
	const exact = exactText(record, value);
	const kept = { unit, value, reason: record.reason };
	return doubleHolds(value, exact) ? kept : { ...kept, exact };
}

/** A float32 is what it is as a double: its shorter decimal text is not the same number. */
function exactText({ exact }: Measured, value: number): string {
	return exact !== null && Number(exact) === value ? exact : String(value);
}

function scaledFraction(decimal: Decimal, scale: Decimal | null): Fraction {
	const value = fractionOf(decimal);
	return scale === null ? value : multiply(value, fractionOf(scale));
}
