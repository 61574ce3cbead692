import { parseDecimal } from "../../model/decimal.ts";
import type { ValueType } from "../chunk/series-rows.ts";
import { type Batch, type BatchName, ROW } from "./batch.ts";
import type { Segment, Series } from "./segment.ts";
import type { NewSegment, SeriesBook } from "./series-book.ts";
import { bitsOf, LARGEST_MANTISSA, plainNumber, powerOfTen, withoutZeros } from "./stored-value.ts";

/** Where a value goes, and as what. */
export interface PlacedValue {
	readonly segment: Segment;
	readonly value: number | bigint;
}

/** Finds the number of a text, or gives it one. */
export type TextNumber = (text: string) => number;

const LARGEST_INT64 = 2n ** 63n - 1n;
const LARGEST_UINT64 = 2n ** 64n - 1n;
const HALF_EXPONENT = 400;

type Fit = number | bigint | null;

function fitsWide(mantissa: bigint, type: ValueType): Fit {
	if (type === 1) return mantissa <= LARGEST_INT64 && mantissa >= -LARGEST_INT64 - 1n ? mantissa : null;
	return mantissa >= 0n && mantissa <= LARGEST_UINT64 ? BigInt.asIntN(64, mantissa) : null;
}

/** The decimal as mantissa of a segment; null where it does not fit exactly. */
function fitDecimal({ type, exponent: own }: Segment, mantissa: number, exponent: number): Fit {
	const shift = exponent - own;
	// Doubles take eight bytes each: one of them does not make doubles of all that follow.
	if (type === 3) return null;
	if (mantissa !== 0 && shift < 0) return null;
	if (type !== 0) return fitsWide(BigInt(mantissa) * 10n ** BigInt(Math.max(0, shift)), type);
	const scaled = mantissa === 0 ? 0 : mantissa * powerOfTen(shift);
	return Math.abs(scaled) <= LARGEST_MANTISSA ? scaled : null;
}

function fitExact({ type, exponent: own, value }: Segment, mantissa: bigint, exponent: number): Fit {
	if (value !== "number" || type === 3 || exponent < own) return null;
	const scaled = mantissa * 10n ** BigInt(exponent - own);
	if (type !== 0) return fitsWide(scaled, type);
	const plain = Number(scaled);
	return Math.abs(plain) <= LARGEST_MANTISSA ? plain : null;
}

/** Chooses the segment for every value: the current one where it fits exactly, another one of the same meter, else a new one. */
export class SegmentChooser {
	readonly #book: SeriesBook;
	readonly #textNumber: TextNumber;

	constructor(book: SeriesBook, textNumber: TextNumber) {
		this.#book = book;
		this.#textNumber = textNumber;
	}

	/** Inside a transaction: a new segment may be needed. */
	place(series: Series, name: BatchName, batch: Batch, row: number): PlacedValue {
		const kind = batch.kinds[row] ?? ROW.none;
		const mantissa = batch.mantissas[row] ?? 0;
		const exponent = batch.exponents[row] ?? 0;
		if (kind === ROW.none) return this.#nothing(series, name);
		if (kind === ROW.decimal) return this.#decimal(series, name, mantissa, exponent);
		if (kind === ROW.double) return this.#double(series, name, mantissa);
		const text = batch.texts[mantissa] ?? "";
		return name.value === "number" ? this.#exact(series, name, text) : this.#text(series, name, text);
	}

	/** The device's own time: seconds where they are whole, else milliseconds. */
	placeDeviceTime(series: Series, name: BatchName, mantissa: number, exponent: number): PlacedValue {
		const found = this.#find(series, name, (segment) => (segment.exponent === exponent ? mantissa : null));
		return found ?? { segment: this.#begin(series, name, { exponent, type: 0 }), value: mantissa };
	}

	#decimal(series: Series, name: BatchName, mantissa: number, exponent: number): PlacedValue {
		const isText = name.value === "text" || name.value === "decimal";
		const found = this.#find(series, name, (segment) => (isText ? 0 : fitDecimal(segment, mantissa, exponent)));
		if (found !== null) return found;
		const numbers = { exponent: Math.min(exponent, 0), type: 0 as const };
		if (isText) return { segment: this.#begin(series, name, numbers), value: 0 };
		if (
			Math.abs(plainNumber(mantissa, exponent - numbers.exponent)) > LARGEST_MANTISSA ||
			this.#isOfDoubles(series, name)
		) {
			return this.#double(series, name, plainNumber(mantissa, exponent));
		}
		const segment = this.#begin(series, name, numbers);
		return { segment, value: fitDecimal(segment, mantissa, exponent) ?? 0 };
	}

	/** A series that has only doubles so far stays one. */
	#isOfDoubles(series: Series, name: BatchName): boolean {
		const { current } = series;
		return current !== null && current.type === 3 && this.#isSame(series, current, name);
	}

	/** Answered as null: beside the values that the datapoint usually has. */
	#nothing(series: Series, name: BatchName): PlacedValue {
		const { current } = series;
		if (current === null || current.epoch !== series.epoch) return this.#decimal(series, name, 0, 0);
		return { segment: current, value: current.type === 0 ? 0 : 0n };
	}

	#double(series: Series, name: BatchName, value: number): PlacedValue {
		const found = this.#find(series, name, ({ type }) => (type === 3 ? bitsOf(value) : null));
		return found ?? { segment: this.#begin(series, name, { exponent: 0, type: 3 }), value: bitsOf(value) };
	}

	#text(series: Series, name: BatchName, text: string): PlacedValue {
		const value = this.#textNumber(text);
		const found = this.#find(series, name, () => value);
		return found ?? { segment: this.#begin(series, name, { exponent: 0, type: 0 }), value };
	}

	/** An exact number beyond a double; beyond 64 bits it is kept as text. */
	#exact(series: Series, name: BatchName, text: string): PlacedValue {
		const parsed = parseDecimal(text);
		const short = parsed === null ? null : withoutZeros(parsed);
		const usable = short !== null && Math.abs(short.exponent) <= HALF_EXPONENT ? short : null;
		if (usable === null) return this.#text(series, { ...name, value: "decimal" }, text);
		const { mantissa } = usable;
		const exponent = Math.min(usable.exponent, 0);
		const scaled = mantissa * 10n ** BigInt(usable.exponent - exponent);
		const found = this.#find(series, name, (segment) => fitExact(segment, scaled, exponent));
		if (found !== null) return found;
		const type = ([1, 2] as const).find((wide) => fitsWide(scaled, wide) !== null);
		if (type === undefined) return this.#text(series, { ...name, value: "decimal" }, text);
		return { segment: this.#begin(series, name, { exponent, type }), value: fitsWide(scaled, type) ?? 0 };
	}

	/** The current segment first: nearly every value fits there. */
	#find(series: Series, name: BatchName, holds: (segment: Segment) => Fit): PlacedValue | null {
		const { current } = series;
		if (current !== null) {
			const value = this.#isSame(series, current, name) ? holds(current) : null;
			if (value !== null) return { segment: current, value };
		}
		for (const segment of series.segments) {
			const value = segment !== current && this.#isSame(series, segment, name) ? holds(segment) : null;
			if (value === null) continue;
			series.current = segment;
			return { segment, value };
		}
		return null;
	}

	#isSame(series: Series, segment: Segment, name: BatchName): boolean {
		return (
			segment.epoch === series.epoch &&
			segment.unit === name.unit &&
			segment.quantity === name.quantity &&
			segment.value === name.value &&
			segment.kind === name.kind
		);
	}

	#begin(series: Series, name: BatchName, numbers: Pick<NewSegment, "exponent" | "type">): Segment {
		const { unit, quantity, kind, value, modulus, meter } = name;
		return this.#book.addSegment(series, { unit, quantity, kind, value, modulus, meter, ...numbers });
	}
}
