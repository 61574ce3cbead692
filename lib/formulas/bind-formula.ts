import { decimalText } from "../model/decimal.ts";
import { Failure } from "../model/failure.ts";
import {
	add,
	exactDecimal,
	type Fraction,
	invert,
	multiply,
	negate,
	reduced,
	roundToDigits,
} from "../model/fraction.ts";
import { type Measure, samePowers } from "../model/measure.ts";
import { toBase, type UnitCatalogue } from "../model/unit-catalogue.ts";
import { bindCall } from "./bind-call.ts";
import { type Bound, type InputValue, MISSING, type NumberType } from "./bound.ts";
import type { Formula, FormulaNode } from "./formula-node.ts";
import { constantType, measuredType, mismatch } from "./number-type.ts";

/** What is known of an input: the unit of its numbers, or that it is a yes or no; null where it was never heard of. */
export type InputKind = { readonly measure: Measure; readonly isGroup: boolean } | "boolean" | null;

/** How a formula is made ready. */
export interface BindOptions {
	/** By the formula's inputs, in their order. */
	readonly inputs: readonly InputKind[];
	/** Unit of the result. */
	readonly unit: string;
	readonly catalogue: UnitCatalogue;
}

/** A formula whose units are known to fit. */
export interface BoundFormula {
	/** In the result's unit: exact decimal text, or yes or no; null where there is no value (an input is missing, a division by zero …). */
	evaluate(inputs: readonly InputValue[]): string | boolean | null;
}

const DOUBLE_DIGITS = 15;
const MOST_DIGITS = 400;

function bindInput(index: number, kind: InputKind): Bound {
	if (kind === null) return { ...MISSING, input: index };
	const evaluate = (inputs: readonly InputValue[]) => inputs[index]?.value ?? null;
	if (kind === "boolean") return { type: { kind: "boolean" }, input: index, evaluate };
	return { type: measuredType(kind.measure), input: index, isGroup: kind.isGroup, evaluate };
}

function bindNode(node: FormulaNode, formula: Formula, options: BindOptions & { readonly result: Measure }): Bound {
	if (node.kind === "number") return { type: constantType(node.value), evaluate: () => node.value };
	if (node.kind === "boolean") return { type: { kind: "boolean" }, evaluate: () => node.value };
	if (node.kind === "quantity") {
		const measure = options.catalogue.get(node.unit);
		const value = toBase(node.value, measure);
		return { type: measuredType(measure), evaluate: () => value };
	}
	if (node.kind === "input") {
		const index = formula.inputs.indexOf(node.name);
		return bindInput(index, options.inputs[index] ?? null);
	}
	const parts = node.parts.map((part) => bindNode(part, formula, options));
	return bindCall(node.name, parts, options.result);
}

/** Whether a result can be given in a unit; a number that never had a unit can be in any. */
function checkResult(type: NumberType, result: Measure): void {
	if (type.plain) return;
	const named = type.dimension !== null && result.dimension !== null && type.dimension !== result.dimension;
	const isShare = Object.keys(type.powers).length === 0;
	if (!samePowers(type.powers, result.powers) || (named && !isShare)) throw mismatch(type, result.symbol || "1");
	const { numerator, denominator } = type.weight;
	const fits = numerator === denominator || (numerator === 0n && result.offset.numerator === 0n);
	if (!fits) throw mismatch({ ...type, native: numerator === 0n ? null : type.native }, result.symbol);
}

function resultText(base: Fraction, type: NumberType, { factor, offset }: Measure): string {
	const scaled = type.plain ? base : multiply(base, invert(factor));
	const value = reduced(type.plain ? base : add(scaled, negate(offset)));
	const exact = type.exact ? exactDecimal(value) : null;
	const text = decimalText(exact ?? roundToDigits(value, DOUBLE_DIGITS));
	return text.length > MOST_DIGITS ? decimalText(roundToDigits(value, DOUBLE_DIGITS)) : text;
}

/**
 * Checks the units of a formula and makes it ready. Sums, differences and products are exact; what went through a division, a mean or a
 * root has 15 digits. Throws Failure `unit-mismatch` (details: from, to), `unit-unknown`, `formula`.
 */
export function bindFormula(formula: Formula, options: BindOptions): BoundFormula {
	const result = options.catalogue.get(options.unit);
	const bound = bindNode(formula.root, formula, { ...options, result });
	const { type } = bound;
	if (bound.isGroup === true) throw new Failure("formula", { problem: "group", text: formula.text });
	if (type.kind === "missing") return { evaluate: () => null };
	if (type.kind === "boolean" && options.unit !== "")
		throw new Failure("unit-mismatch", { from: "", to: options.unit });
	if (type.kind === "number") checkResult(type, result);
	return {
		evaluate: (inputs) => {
			const value = bound.evaluate(inputs);
			if (value === null || typeof value === "boolean" || type.kind !== "number") return value as boolean | null;
			return resultText(value, type, result);
		},
	};
}
