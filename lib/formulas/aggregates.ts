import { add, compareFractions, type Fraction, invert, multiply, ZERO } from "../model/fraction.ts";
import type { BoundNumber, GroupTotals, InputValue, NumberType, Scalar } from "./bound.ts";
import { bounded } from "./bounded.ts";
import { checkDifference, checkSameWeight, commonType, constantType } from "./number-type.ts";

/** Functions over many numbers: single ones and groups. */
export type AggregateName = "sum" | "avg" | "min" | "max" | "count";

/** Sum and number of values. */
class Totals {
	count = 0;
	sum: Fraction = ZERO;

	add(value: Fraction): void {
		this.count += 1;
		this.sum = add(this.sum, value);
	}

	addGroup(group: GroupTotals): void {
		this.count += group.count;
		this.sum = add(this.sum, group.sum);
	}

	result(name: "sum" | "avg" | "count"): Fraction | null {
		const count = { numerator: BigInt(this.count), denominator: 1n };
		if (name === "count") return count;
		if (this.count === 0) return null;
		return bounded(name === "sum" ? this.sum : multiply(this.sum, invert(count)));
	}
}

/** The least or the greatest of values. */
class Extreme {
	readonly #sign: 1 | -1;
	#value: Fraction | null = null;

	constructor(sign: 1 | -1) {
		this.#sign = sign;
	}

	add(value: Fraction): void {
		if (this.#value === null || compareFractions(value, this.#value) * this.#sign > 0) this.#value = value;
	}

	addGroup(group: GroupTotals): void {
		const value = group.extreme(this.#sign);
		if (value !== null) this.add(value);
	}

	result(): Fraction | null {
		return this.#value;
	}
}

/** False where a part has no value that must have one: only an input itself may be left out. */
function gather(parts: readonly BoundNumber[], inputs: readonly InputValue[], into: Totals | Extreme): boolean {
	for (const part of parts) {
		const group = part.isGroup === true ? inputs[part.input ?? -1]?.group : undefined;
		if (group !== undefined) {
			into.addGroup(group);
			continue;
		}
		const value: Scalar = part.evaluate(inputs);
		if (value !== null && typeof value !== "boolean") into.add(value);
		else if (part.input === undefined) return false;
	}
	return true;
}

function aggregate(name: AggregateName, parts: readonly BoundNumber[], inputs: readonly InputValue[]): Scalar {
	if (name === "min" || name === "max") {
		const extreme = new Extreme(name === "min" ? -1 : 1);
		return gather(parts, inputs, extreme) ? extreme.result() : null;
	}
	const totals = new Totals();
	return gather(parts, inputs, totals) ? totals.result(name) : null;
}

function aggregateType(name: AggregateName, parts: readonly BoundNumber[]): NumberType {
	const [first, ...rest] = parts.map(({ type }) => type);
	const none = constantType(ZERO);
	if (name === "count" || first === undefined) return { ...none, constant: null };
	const common = rest.reduce((type, next) => ({ ...commonType(type, next), weight: type.weight }), first);
	for (const type of rest) if (name !== "sum") checkSameWeight(first, type);
	if (name === "sum") for (const type of [first, ...rest]) checkDifference(type);
	return { ...common, exact: common.exact && name !== "avg", constant: null };
}

/** Sum, mean, extreme or number of values; an input without a value is left out. Throws Failure `unit-mismatch`. */
export function bindAggregate(name: AggregateName, parts: readonly BoundNumber[]): BoundNumber {
	return { type: aggregateType(name, parts), evaluate: (inputs) => aggregate(name, parts, inputs) };
}
