import { type Measure, NUMBER, product } from "./measure.ts";
import type { Unit } from "./unit.ts";

/** Finds what a single symbol means; null where there is no such unit. */
export type FindUnit = (symbol: Unit) => Measure | null;

const LONGEST = 64;
const TOKEN = /[·*/()]|[^·*/()]+/g;
const RAISED = /^(.+?)(?:\^(\d)|([²³]))$/;
const SUPERSCRIPTS: Readonly<Record<string, number>> = { "²": 2, "³": 3 };

class CompoundUnit {
	readonly #find: FindUnit;
	readonly #tokens: readonly string[];
	#at = 0;

	constructor(text: Unit, find: FindUnit) {
		this.#find = find;
		this.#tokens = (text.match(TOKEN) ?? []).map((token) => token.trim());
	}

	whole(): Measure | null {
		const measure = this.#term();
		return this.#at === this.#tokens.length ? measure : null;
	}

	#term(): Measure | null {
		let result = this.#factor();
		for (let operator = this.#operator(); operator !== null && result !== null; operator = this.#operator()) {
			const next = this.#factor();
			result = next === null ? null : product(result, next, operator === "/" ? -1 : 1);
		}
		return result;
	}

	#operator(): string | null {
		const token = this.#tokens[this.#at];
		if (token === undefined || token === ")" || token === "(") return null;
		this.#at += 1;
		return token;
	}

	#factor(): Measure | null {
		const token = this.#tokens[this.#at] ?? "";
		this.#at += 1;
		if (token !== "(") return token === "1" ? NUMBER : this.#atom(token);
		const inner = this.#term();
		const closed = this.#tokens[this.#at] === ")";
		this.#at += 1;
		return closed ? inner : null;
	}

	#atom(token: string): Measure | null {
		const known = token === "" ? null : this.#find(token);
		if (known !== null) return known;
		const [, symbol = "", digit, superscript = ""] = RAISED.exec(token) ?? [];
		const base = symbol === "" ? null : this.#find(symbol);
		const power = Number(digit ?? SUPERSCRIPTS[superscript] ?? 0);
		return base === null ? null : Array.from({ length: power }, () => base).reduce((a, b) => product(a, b, 1), NUMBER);
	}
}

/** What a unit made of others means, e.g. `kWh/(m³·K)`, `W/m^2`; null where one of them is not known or the text is none. */
export function compoundMeasure(text: Unit, find: FindUnit): Measure | null {
	if (text.length > LONGEST) return null;
	const measure = new CompoundUnit(text, find).whole();
	return measure === null ? null : { ...measure, symbol: text };
}
