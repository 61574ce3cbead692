import type { Fraction } from "../model/fraction.ts";

/** A part of a formula. Operators are calls too: `a + b` is `+` of two. */
export type FormulaNode =
	| { readonly kind: "number"; readonly value: Fraction }
	| { readonly kind: "quantity"; readonly value: Fraction; readonly unit: string }
	| { readonly kind: "boolean"; readonly value: boolean }
	| { readonly kind: "input"; readonly name: string }
	| { readonly kind: "call"; readonly name: string; readonly parts: readonly FormulaNode[] };

/** A formula that was read. */
export interface Formula {
	readonly text: string;
	readonly root: FormulaNode;
	/** Names of its inputs, each once, in the order of their first mention. */
	readonly inputs: readonly string[];
}
