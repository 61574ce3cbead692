import { Failure } from "../model/failure.ts";
import { add, compareFractions, type Fraction, reduced, ZERO } from "../model/fraction.ts";
import type { Measure } from "../model/measure.ts";
import type { Unit } from "../model/unit.ts";
import { type BoundFormula, bindFormula, type InputKind } from "./bind-formula.ts";
import type { InputValue } from "./bound.ts";
import { baseValue, measureOf } from "./input-reading.ts";
import { type StandIn, standInOf } from "./stand-in.ts";
import { type Catalogues, checkedPoint, isGroup, type VirtualPoint } from "./virtual-point.ts";

/** A series as columns of equal length, its times rising. */
export interface HistoryColumn {
	readonly unit: Unit;
	/** UTC ms. */
	readonly t: ArrayLike<number>;
	/** NaN where there is no number. */
	readonly v: ArrayLike<number>;
	/** Flags. */
	readonly q?: ArrayLike<number>;
	/** Exact decimal text of each value. */
	readonly exact?: readonly string[];
}

/** What a virtual datapoint was, as columns of equal length; a time without a result has no row. */
export interface ComputedColumn {
	readonly t: Float64Array;
	readonly v: Float64Array;
	/** OR of the flags of the values that went in, and those of stand-ins. */
	readonly q: Uint16Array;
	readonly exact: readonly string[];
}

/** How to look back. */
export interface HistoryOptions extends Catalogues {
	/** Flags of a result with a last value, or a substitute, in place of one that is missing. */
	readonly flags: { readonly estimated: number; readonly substitute: number };
}

/** Reads a column forward, once. */
class ColumnReader {
	readonly measure: Measure;
	readonly #column: HistoryColumn;
	#at = -1;
	#last: Fraction | null = null;
	#lastTime = 0;
	#before: InputValue["previous"] = null;

	constructor(column: HistoryColumn, { units }: Catalogues) {
		this.#column = column;
		this.measure = measureOf(column.unit, units);
	}

	/** Goes on to a time; null where there is no value at it. */
	value(time: number): Fraction | null {
		const { t, v, exact } = this.#column;
		while (this.#at + 1 < t.length && Number(t[this.#at + 1]) <= time) {
			this.#at += 1;
			const value = baseValue(exact?.[this.#at] ?? String(v[this.#at]), this.measure);
			if (value !== null) this.#remember(value, Number(t[this.#at]));
		}
		return this.#last !== null && this.#lastTime === time ? this.#last : null;
	}

	get last(): Fraction | null {
		return this.#last;
	}

	get previous(): InputValue["previous"] {
		return this.#before;
	}

	get flags(): number {
		return Number(this.#column.q?.[this.#at] ?? 0);
	}

	#remember(value: Fraction, time: number): void {
		const milliseconds = { numerator: BigInt(Math.round(time - this.#lastTime)), denominator: 1000n };
		this.#before = this.#last === null ? null : { value: this.#last, seconds: milliseconds };
		this.#last = value;
		this.#lastTime = time;
	}
}

interface Found {
	readonly value: Fraction;
	readonly flags: number;
}

/** One input over time: a series, or many taken together. */
class HistoryInput {
	readonly kind: InputKind;
	readonly #readers: readonly ColumnReader[];
	readonly #standIn: StandIn;
	readonly #isGroup: boolean;
	readonly #flags: HistoryOptions["flags"];
	flags = 0;

	constructor(columns: readonly HistoryColumn[], standIn: StandIn, isMany: boolean, options: HistoryOptions) {
		this.#readers = columns.map((column) => new ColumnReader(column, options));
		this.#standIn = standIn;
		this.#isGroup = isMany;
		this.#flags = options.flags;
		const measure = this.#readers[0]?.measure ?? (standIn.rule === "substitute" ? standIn.measure : null);
		this.kind = measure === null ? null : { measure, isGroup: isMany };
	}

	/** Null where there can be no result at this time. */
	at(time: number): InputValue | null {
		this.flags = 0;
		const found = this.#readers.map((reader) => this.#found(reader, time));
		if (this.#standIn.rule === "none" && (found.includes(null) || found.length === 0)) return null;
		const values = found.filter((one) => one !== null);
		for (const { flags } of values) this.flags |= flags;
		if (!this.#isGroup) return { value: values[0]?.value ?? null, previous: this.#readers[0]?.previous ?? null };
		return { value: null, previous: null, group: totals(values) };
	}

	#found(reader: ColumnReader, time: number): Found | null {
		const value = reader.value(time);
		if (value !== null) return { value, flags: reader.flags };
		const { rule, base } = this.#standIn;
		if (rule === "substitute") return { value: base, flags: this.#flags.substitute };
		return rule === "last" && reader.last !== null ? { value: reader.last, flags: this.#flags.estimated } : null;
	}
}

function totals(values: readonly Found[]): NonNullable<InputValue["group"]> {
	const sum = values.reduce((total, { value }) => reduced(add(total, value)), ZERO);
	const extreme = (sign: 1 | -1) =>
		values.reduce<Fraction | null>(
			(most, { value }) => (most === null || compareFractions(value, most) * sign > 0 ? value : most),
			null,
		);
	return { count: values.length, sum, extreme };
}

/** All times of all columns, rising, each once. */
function allTimes(columns: readonly HistoryColumn[]): Float64Array {
	const times = Float64Array.from(columns.flatMap(({ t }) => Array.from(t))).toSorted();
	return times.filter((time, index) => index === 0 || time !== times[index - 1]);
}

function computeAll(times: Float64Array, inputs: readonly HistoryInput[], formula: BoundFormula): ComputedColumn {
	const [t, q, exact]: [number[], number[], string[]] = [[], [], []];
	for (const time of times) {
		const values = inputs.map((input) => input.at(time));
		if (values.includes(null)) continue;
		const result = formula.evaluate(values.filter((value) => value !== null));
		if (result === null) continue;
		t.push(time);
		q.push(inputs.reduce((flags, input) => flags | input.flags, 0));
		exact.push(typeof result === "string" ? result : String(Number(result)));
	}
	return { t: Float64Array.from(t), v: Float64Array.from(exact, Number), q: Uint16Array.from(q), exact };
}

/**
 * What a virtual datapoint was, from the columns of its inputs (several for a group): a row for each time at which all of them have a
 * value, or a stand-in. Throws the Failures of `checkedPoint`, and `unit-mismatch`, `unit-unknown`, `formula`.
 */
export function evaluateHistory(
	point: VirtualPoint,
	columns: Readonly<Record<string, HistoryColumn | readonly HistoryColumn[]>>,
	options: HistoryOptions,
): ComputedColumn {
	const formula = checkedPoint(point, options);
	const all: HistoryColumn[] = [];
	const inputs = formula.inputs.map((name) => {
		const given = Object.hasOwn(columns, name) ? columns[name] : undefined;
		const input = point.inputs[name];
		if (given === undefined || input === undefined) throw new Failure("formula-input", { name });
		const own = Array.isArray(given) ? (given as readonly HistoryColumn[]) : [given as HistoryColumn];
		all.push(...own);
		return new HistoryInput(own, standInOf(input.missing ?? "none", options.units), isGroup(input), options);
	});
	const kinds = inputs.map(({ kind }) => kind);
	const bound = bindFormula(formula, { inputs: kinds, unit: point.unit, catalogue: options.units });
	return computeAll(allTimes(all), inputs, bound);
}
