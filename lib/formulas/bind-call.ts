import { Failure } from "../model/failure.ts";
import type { Measure } from "../model/measure.ts";
import { type AggregateName, bindAggregate } from "./aggregates.ts";
import { type Bound, type BoundNumber, type InputValue, MISSING } from "./bound.ts";
import {
	bindAmount,
	bindChoice,
	bindClamp,
	bindDewPoint,
	bindGrowth,
	bindNegation,
	bindRoot,
	bindRounding,
} from "./functions.ts";
import { bindComparison, bindPower, bindProduct, bindQuotient, bindRemainder, bindSum } from "./operators.ts";

type Binder = (parts: readonly BoundNumber[]) => Bound;

const AGGREGATES: readonly string[] = ["sum", "avg", "min", "max", "count"] satisfies AggregateName[];
const COMPARISONS: readonly string[] = ["<", "<=", ">", ">=", "==", "!="];
const ROUNDINGS: readonly string[] = ["round", "floor", "ceil"];
const LOGIC: Readonly<Record<string, (a: boolean, b: boolean) => boolean>> = {
	"&&": (a, b) => a && b,
	"||": (a, b) => a || b,
	"==": (a, b) => a === b,
	"!=": (a, b) => a !== b,
	"!": (a) => !a,
};

function wrong(problem: string, text: string): Failure {
	return new Failure("formula", { problem, text });
}

function one(bind: (a: BoundNumber) => Bound): Binder {
	return ([a]) => {
		if (a === undefined) throw wrong("arguments", "");
		return bind(a);
	};
}

function two(bind: (a: BoundNumber, b: BoundNumber) => Bound): Binder {
	return ([a, b]) => {
		if (a === undefined || b === undefined) throw wrong("arguments", "");
		return bind(a, b);
	};
}

const BINDERS: Readonly<Record<string, Binder>> = {
	"+": two((a, b) => bindSum(a, b, 1)),
	"-": two((a, b) => bindSum(a, b, -1)),
	"*": two(bindProduct),
	"/": two(bindQuotient),
	"%": two(bindRemainder),
	"**": two(bindPower),
	negate: one(bindNegation),
	abs: one(bindAmount),
	sqrt: one(bindRoot),
	delta: one((a) => bindGrowth(a, false)),
	rate: one((a) => bindGrowth(a, true)),
	dewpoint: two(bindDewPoint),
	clamp: ([a, low, high]) => {
		if (a === undefined || low === undefined || high === undefined) throw wrong("arguments", "clamp");
		return bindClamp([a, low, high]);
	},
};

function bindLogic(name: string, parts: readonly Bound[]): Bound {
	const holds = LOGIC[name];
	if (holds === undefined) throw wrong("number-expected", name);
	const evaluate = (inputs: readonly InputValue[]) => {
		const values = parts.map((part) => part.evaluate(inputs));
		return values.includes(null) ? null : holds(values[0] === true, values[1] === true);
	};
	return { type: { kind: "boolean" }, evaluate };
}

function areNumbers(parts: readonly Bound[]): parts is readonly BoundNumber[] {
	return parts.every(({ type }) => type.kind === "number");
}

function isMissing({ type }: Bound): boolean {
	return type.kind === "missing";
}

function bindMany(name: string, parts: readonly Bound[]): Bound {
	const known = parts.filter((part) => !(isMissing(part) && part.input !== undefined));
	if (known.length === 0 || known.some(isMissing)) return MISSING;
	if (!areNumbers(known)) throw wrong("number-expected", name);
	return bindAggregate(name as AggregateName, known);
}

function bindNumbers(name: string, parts: readonly BoundNumber[], result: Measure): Bound {
	const [a, b] = parts;
	if (COMPARISONS.includes(name)) return two((left, right) => bindComparison(name, left, right))(parts);
	if (ROUNDINGS.includes(name)) return bindRounding(name, parts, result);
	const bind = BINDERS[name];
	if (bind === undefined || a === undefined) throw wrong("condition", name);
	return bind(b === undefined ? [a] : parts);
}

/** An operator or function with its parts. Throws Failure `formula`, `unit-mismatch`. */
export function bindCall(name: string, parts: readonly Bound[], result: Measure): Bound {
	if (AGGREGATES.includes(name)) return bindMany(name, parts);
	if (parts.some((part) => part.isGroup === true)) throw wrong("group", name);
	if (parts.some(isMissing)) return MISSING;
	const [test, yes, no] = parts;
	if (name === "if" && test !== undefined && yes !== undefined && no !== undefined) return bindChoice(test, yes, no);
	if (areNumbers(parts)) return bindNumbers(name, parts, result);
	if (parts.every(({ type }) => type.kind === "boolean")) return bindLogic(name, parts);
	throw wrong("number-expected", name);
}
