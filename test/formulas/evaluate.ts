import { bindFormula, type InputKind } from "../../lib/formulas/bind-formula.ts";
import type { InputValue } from "../../lib/formulas/bound.ts";
import { parseFormula } from "../../lib/formulas/parse-formula.ts";
import { parseDecimal } from "../../lib/model/decimal.ts";
import { Failure } from "../../lib/model/failure.ts";
import { fractionOf } from "../../lib/model/fraction.ts";
import { toBase, UnitCatalogue } from "../../lib/model/unit-catalogue.ts";

export const CATALOGUE = new UnitCatalogue();

/** A value as a person writes it: `12.5 kWh`, `7`, `true`; null for an input without a value. */
export type Said = string | null;

function split(said: string): [number: string, unit: string] {
	const [number = "", ...unit] = said.split(" ");
	return [number, unit.join(" ")];
}

function kindOf(said: Said | undefined): InputKind {
	if (said === null || said === undefined) return null;
	if (said === "true" || said === "false") return "boolean";
	return { measure: CATALOGUE.get(split(said)[1]), isGroup: false };
}

function saidValue(said: Said | undefined): InputValue {
	if (said === null || said === undefined) return { value: null, previous: null };
	if (said === "true" || said === "false") return { value: said === "true", previous: null };
	const [number, unit] = split(said);
	const decimal = parseDecimal(number);
	if (decimal === null) return { value: null, previous: null };
	return { value: toBase(fractionOf(decimal), CATALOGUE.get(unit)), previous: null };
}

/** The result of a formula in a unit. */
export function evaluate(text: string, inputs: Record<string, Said>, unit = ""): string | boolean | null {
	const formula = parseFormula(text);
	const said = formula.inputs.map((name) => (Object.hasOwn(inputs, name) ? inputs[name] : null));
	const bound = bindFormula(formula, { inputs: said.map(kindOf), unit, catalogue: CATALOGUE });
	return bound.evaluate(said.map(saidValue));
}

/** Code and problem of the Failure that work ends in; null where it ends well. */
export function failureOf(work: () => unknown): { code: string; problem: unknown; at: unknown } | null {
	try {
		work();
		return null;
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return { code: error.code, problem: error.details["problem"], at: error.details["at"] };
	}
}
