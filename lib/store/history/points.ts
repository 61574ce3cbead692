import { type Decimal, parseDecimal } from "../../model/decimal.ts";
import type { SeriesRows } from "../chunk/series-rows.ts";
import { doubleOf } from "../engine/stored-value.ts";
import { FLAG, REVISION, revisionOf } from "../flags.ts";

/** The rows of one segment, and how they are to be read. */
export interface HistorySegment {
	readonly rows: SeriesRows;
	/** Readings of one meter without a reset. */
	readonly epoch: number;
	/** Mantissas of the modulus at the segment's exponent; null for never. */
	readonly modulus: number | null;
}

/** Readings of a series in the order of time: mantissas of one common exponent. */
export interface Points {
	readonly times: Float64Array;
	/** Whole numbers as long as `isExact`; else doubles in the unit with exponent 0. */
	readonly values: Float64Array;
	/** The same beyond 2^53; null where plain numbers hold them. */
	readonly wide: readonly bigint[] | null;
	readonly flags: Uint16Array;
	readonly epochs: Int32Array;
	/** Modulus in the common unit by epoch; null for never. */
	readonly modulus: number | null;
	readonly exponent: number;
	readonly isExact: boolean;
}

interface Row {
	readonly time: number;
	readonly segment: HistorySegment;
	readonly index: number;
}

const rowRevision = ({ segment, index }: Row) => revisionOf(segment.rows.quality[index] ?? 0);

/** All rows in the order of time; of two at one time the higher revision, else the first. */
function sorted(segments: readonly HistorySegment[]): Row[] {
	const rows = segments.flatMap((segment) =>
		Array.from(segment.rows.times, (time, index): Row => ({ time, segment, index })),
	);
	if (segments.length === 1) return rows;
	const kept: Row[] = [];
	for (const row of rows.toSorted((a, b) => a.time - b.time)) {
		const before = kept.at(-1);
		if (before?.time !== row.time) kept.push(row);
		else if (rowRevision(row) > rowRevision(before)) kept[kept.length - 1] = row;
	}
	return kept;
}

function plainValue({ segment: { rows }, index }: Row, exponent: number, isExact: boolean): number {
	const value = rows.values[index] ?? 0;
	const number = rows.type === 3 ? doubleOf(BigInt(value)) : wideNumber(value, rows.type);
	if (isExact) return number * 10 ** (rows.exponent - exponent);
	return rows.type === 3 ? number : Number(`${number}e${rows.exponent}`);
}

function wideNumber(value: number | bigint, type: number): number {
	return Number(type === 2 ? BigInt.asUintN(64, BigInt(value)) : value);
}

function wideValue({ segment: { rows }, index }: Row, exponent: number): bigint {
	const value = BigInt(rows.values[index] ?? 0);
	return (rows.type === 2 ? BigInt.asUintN(64, value) : value) * 10n ** BigInt(rows.exponent - exponent);
}

/** One segment of plain numbers, as most series are: nothing is copied that need not be. */
function single(segment: HistorySegment): Points {
	const { rows, epoch, modulus } = segment;
	return {
		times: rows.times,
		values: rows.values as Float64Array,
		wide: null,
		// The low half of each number: the revision is in the upper one.
		flags: new Uint16Array(rows.quality),
		epochs: new Int32Array(rows.times.length).fill(epoch),
		modulus,
		exponent: rows.exponent,
		isExact: true,
	};
}

/** Joins the segments of a series of numbers; `finest` is the power of ten that their common unit must hold at least. */
export function pointsOf(segments: readonly HistorySegment[], finest = 400): Points {
	const [only] = segments;
	if (segments.length === 1 && only?.rows.type === 0 && finest >= only.rows.exponent) return single(only);
	const isExact = segments.every(({ rows }) => rows.type !== 3);
	const exponent = isExact ? Math.min(...segments.map(({ rows }) => rows.exponent), finest) : 0;
	const rows = sorted(segments);
	const values = Float64Array.from(rows, (row) => plainValue(row, exponent, isExact));
	const isWide = isExact && values.some((value) => !Number.isSafeInteger(value));
	const last = segments.at(-1);
	const scale = last === undefined ? 1 : 10 ** (last.rows.exponent - exponent);
	return {
		times: Float64Array.from(rows, ({ time }) => time),
		values,
		wide: isWide ? rows.map((row) => wideValue(row, exponent)) : null,
		flags: Uint16Array.from(rows, ({ segment, index }) => (segment.rows.quality[index] ?? 0) % REVISION),
		epochs: Int32Array.from(rows, ({ segment }) => segment.epoch),
		modulus: last?.modulus === undefined || last.modulus === null ? null : last.modulus * scale,
		exponent,
		isExact,
	};
}

function shortest(value: number): Decimal {
	return parseDecimal(String(value)) ?? { mantissa: 0n, exponent: 0 };
}

/** Doubles as the decimals that people read them as, so that they can be counted exactly; `finest` as for `pointsOf`. */
export function exactPoints(points: Points, finest = 400): Points {
	if (points.isExact) return points;
	const decimals = Array.from(points.values, shortest);
	const exponent = decimals.reduce((least, decimal) => Math.min(least, decimal.exponent), Math.min(0, finest));
	const wide = decimals.map((decimal) => decimal.mantissa * 10n ** BigInt(decimal.exponent - exponent));
	const modulus = points.modulus === null ? null : points.modulus * 10 ** -exponent;
	return { ...points, values: Float64Array.from(wide, Number), wide, modulus, exponent, isExact: true };
}

/** Only the points with these indexes. */
export function pointsAt(points: Points, kept: readonly number[]): Points {
	const { times, values, wide, flags, epochs } = points;
	return {
		...points,
		times: Float64Array.from(kept, (index) => times[index] ?? 0),
		values: Float64Array.from(kept, (index) => values[index] ?? 0),
		wide: wide === null ? null : kept.map((index) => wide[index] ?? 0n),
		flags: Uint16Array.from(kept, (index) => flags[index] ?? 0),
		epochs: Int32Array.from(kept, (index) => epochs[index] ?? 0),
	};
}

/** The points whose flags hold none of `without`. */
export function pointsWithout(points: Points, without: number): Points {
	const { flags } = points;
	if (!flags.some((flag) => (flag & without) !== 0)) return points;
	const kept = Array.from(flags.keys()).filter((index) => ((flags[index] ?? 0) & without) === 0);
	return pointsAt(points, kept);
}

/** What was answered as null is no value. */
export function validPoints(points: Points): Points {
	return pointsWithout(points, FLAG.invalid);
}
