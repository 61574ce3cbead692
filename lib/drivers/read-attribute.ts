import type { Decimal } from "../model/decimal.ts";
import { parseDecimal } from "../model/decimal.ts";
import type { FailureCode } from "../model/failure.ts";
import { FAILURE_CODES } from "../model/failure-table.ts";
import type { Quantity } from "../model/quantity.ts";
import { schemaFailure } from "./check-element.ts";
import type { HexRange, NumberRange } from "./driver.ts";
import type { XmlElement } from "./xml-tree.ts";

const SPAN = "..";

/** A word whose form the schema has checked; null where the attribute is left out. */
export function wordAttribute<Word extends string>(element: XmlElement, name: string): Word | null {
	return (element.attributes.get(name) as Word | undefined) ?? null;
}

/** A code of the closed list of failures. */
export function failureCodeAttribute(element: XmlElement, name: string): FailureCode | null {
	const text = element.attributes.get(name);
	const code = FAILURE_CODES.find((candidate) => candidate === text);
	if (text !== undefined && code === undefined) throw schemaFailure(element, "wrong-value", name);
	return code ?? null;
}

/** A factor other than 0. */
export function scaleAttribute(element: XmlElement, name: string): Decimal | null {
	const text = element.attributes.get(name);
	if (text === undefined) return null;
	const scale = parseDecimal(text);
	if (scale === null || scale.mantissa === 0n) throw schemaFailure(element, "wrong-value", name);
	return scale;
}

/** A quantity in lower case or VIF codes. */
export function vifAttribute(element: XmlElement, name: string): Quantity | HexRange[] | null {
	return /^[a-z]/.test(element.attributes.get(name) ?? "")
		? wordAttribute<Quantity>(element, name)
		: hexRangesAttribute(element, name);
}

/** Codes or spans of codes of the same length, `06 FD40..FD4F`. */
export function hexRangesAttribute(element: XmlElement, name: string): HexRange[] | null {
	const spans = spansOf(element, name);
	if (spans === null) return null;
	return spans.map(([first, last]) => {
		if (first.length !== last.length || first > last) throw schemaFailure(element, "wrong-value", name);
		return { first, last };
	});
}

/** Numbers or spans of numbers, `0 2..4`; `any` is all there are. */
export function numberRangesAttribute(element: XmlElement, name: string): NumberRange[] | null {
	const spans = spansOf(element, name);
	if (spans === null) return null;
	if (element.attributes.get(name) === "any") return [{ first: 0, last: Number.POSITIVE_INFINITY }];
	return spans.map(([first, last]) => {
		if (Number(first) > Number(last)) throw schemaFailure(element, "wrong-value", name);
		return { first: Number(first), last: Number(last) };
	});
}

/** Names of combinable VIFEs, or `any`. */
export function modifiersAttribute(element: XmlElement, name: string): string[] | "any" | null {
	const text = element.attributes.get(name);
	if (text === undefined) return null;
	return text === "any" ? text : text.split(" ");
}

function spansOf(element: XmlElement, name: string): [string, string][] | null {
	const text = element.attributes.get(name);
	if (text === undefined) return null;
	return text.split(" ").map((span) => {
		const [first = "", last = first] = span.split(SPAN);
		return [first, last];
	});
}
