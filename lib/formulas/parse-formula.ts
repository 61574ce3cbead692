import jsep from "jsep";
import { parseDecimal } from "../model/decimal.ts";
import { Failure } from "../model/failure.ts";
import { fractionOf } from "../model/fraction.ts";
import type { Formula, FormulaNode } from "./formula-node.ts";
import { FUNCTION_ARGUMENTS, OPERATORS } from "./function-names-table.ts";

type Tree = jsep.Expression;

const LONGEST = 500;
const MOST_PARTS = 200;
const DEEPEST = 40;
const NAME = /^[\p{L}_][\p{L}\p{N}_]{0,39}$/u;

/** Reads one formula: knows its text, so that a failure can say where. */
class FormulaReader {
	readonly text: string;
	readonly #inputs = new Set<string>();
	#parts = 0;

	constructor(text: string) {
		this.text = text;
	}

	read(): Formula {
		if (this.text.trim() === "") throw this.#failure("empty", 0);
		if (this.text.length > LONGEST) throw this.#failure("too-long", LONGEST);
		const root = this.#node(this.#tree(), 0);
		return { text: this.text, root, inputs: [...this.#inputs] };
	}

	/** In JavaScript `^` is another operator, with another precedence: here both ways to write a power mean one. */
	#tree(): Tree {
		try {
			return jsep(this.text.replaceAll("^", "**"));
		} catch (error) {
			const index = error instanceof Error && "index" in error ? Number(error.index) : 0;
			throw this.#failure("syntax", this.#original(index), error);
		}
	}

	#original(index: number): number {
		let shift = 0;
		for (let at = this.text.indexOf("^"); at >= 0 && at + shift < index - 1; at = this.text.indexOf("^", at + 1))
			shift += 1;
		return Math.min(index - shift, this.text.length);
	}

	#node(tree: Tree, depth: number): FormulaNode {
		this.#parts += 1;
		if (depth > DEEPEST || this.#parts > MOST_PARTS) throw this.#failure("too-deep", 0);
		if (tree.type === "Literal") return this.#literal(tree);
		if (tree.type === "Identifier") return this.#input(String(tree["name"]));
		if (tree.type === "UnaryExpression") return this.#unary(tree, depth);
		if (tree.type === "BinaryExpression") return this.#binary(tree, depth);
		if (tree.type === "ConditionalExpression") {
			return this.#call("if", [tree["test"], tree["consequent"], tree["alternate"]] as Tree[], depth);
		}
		if (tree.type === "CallExpression") return this.#function(tree, depth);
		throw this.#failure("not-allowed", 0);
	}

	#literal({ value, raw }: Tree): FormulaNode {
		if (typeof value === "boolean") return { kind: "boolean", value };
		const decimal = typeof value === "number" ? parseDecimal(String(raw)) : null;
		if (decimal === null) throw this.#failure("not-allowed", this.text.indexOf(String(raw)));
		return { kind: "number", value: fractionOf(decimal) };
	}

	#input(name: string): FormulaNode {
		if (!NAME.test(name)) throw this.#failure("name", this.#place(name));
		this.#inputs.add(name);
		return { kind: "input", name };
	}

	#unary(tree: Tree, depth: number): FormulaNode {
		const name = { "-": "negate", "+": "plus", "!": "!" }[String(tree["operator"])];
		if (name === undefined) throw this.#failure("operator", this.text.indexOf(String(tree["operator"])));
		const argument = tree["argument"] as Tree;
		return name === "plus" ? this.#node(argument, depth + 1) : this.#call(name, [argument], depth);
	}

	#binary(tree: Tree, depth: number): FormulaNode {
		const name = String(tree["operator"]);
		if (!OPERATORS.includes(name)) throw this.#failure("operator", this.text.indexOf(name));
		const [left, right] = [tree["left"] as Tree, tree["right"] as Tree];
		// -a ^ 2 means one thing in mathematics and another to the parser.
		if (name === "**" && left.type === "UnaryExpression")
			throw this.#failure("sign-of-power", this.text.search(/\^|\*\*/));
		return this.#call(name, [left, right], depth);
	}

	#function(tree: Tree, depth: number): FormulaNode {
		const callee = tree["callee"] as Tree;
		const name = callee.type === "Identifier" ? String(callee["name"]) : "";
		const range = Object.hasOwn(FUNCTION_ARGUMENTS, name) ? FUNCTION_ARGUMENTS[name] : undefined;
		if (range === undefined) throw this.#failure("function", this.#place(name));
		const parts = tree["arguments"] as (Tree | null)[];
		const given = parts.filter((part) => part !== null);
		if (given.length !== parts.length || parts.length < range[0] || parts.length > range[1])
			throw this.#failure("arguments", this.#place(name));
		return name === "unit" ? this.#quantity(given) : this.#call(name, given, depth);
	}

	/** `unit(20, "°C")`: a number with a unit. */
	#quantity([number, unit]: readonly Tree[]): FormulaNode {
		const sign = number?.type === "UnaryExpression" && number["operator"] === "-" ? "-" : "";
		const literal = sign === "-" ? (number?.["argument"] as Tree) : number;
		const decimal = literal?.type === "Literal" ? parseDecimal(sign + String(literal["raw"])) : null;
		const text = unit?.type === "Literal" ? unit["value"] : null;
		if (decimal === null || typeof text !== "string") throw this.#failure("arguments", this.#place("unit"));
		return { kind: "quantity", value: fractionOf(decimal), unit: text.replaceAll("**", "^") };
	}

	#call(name: string, trees: readonly Tree[], depth: number): FormulaNode {
		return { kind: "call", name, parts: trees.map((tree) => this.#node(tree, depth + 1)) };
	}

	#place(name: string): number {
		return Math.max(0, this.text.indexOf(name));
	}

	#failure(problem: string, at: number, cause?: unknown): Failure {
		return new Failure("formula", { problem, at: Math.max(0, at), text: this.text.slice(0, 80) }, cause);
	}
}

/**
 * Reads a formula such as `heat / power` or `sum(flats) - unit(5, "kWh")`. Throws Failure `formula` (details: problem, at: index of the
 * character, text) for anything else than numbers, inputs, the operators and the functions there are.
 */
export function parseFormula(text: string): Formula {
	return new FormulaReader(text).read();
}
