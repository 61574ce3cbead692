import { parseDecimal } from "../model/decimal.ts";
import { Failure } from "../model/failure.ts";
import type { Quantity } from "../model/quantity.ts";
import type { QuantityCatalogue } from "../model/quantity-catalogue.ts";
import type { Unit } from "../model/unit.ts";
import type { UnitCatalogue } from "../model/unit-catalogue.ts";
import type { Formula } from "./formula-node.ts";
import { parseFormula } from "./parse-formula.ts";

/** What stands in for a value that is missing: another one of the same input, or nothing. */
export type MissingRule =
	/** There is no result. */
	| "none"
	/** Functions over many values leave it out; elsewhere there is no result. */
	| "skip"
	/** Its last value, however old; the result is estimated. */
	| "last"
	/** A number in a unit; the result is a substitute. */
	| { readonly value: string; readonly unit: Unit };

/** Where a name of a formula gets its values from. */
export interface VirtualInput {
	/** Id of a device; with `*` in it a pattern, and `tag:WORD` all devices of that tag: then the input is a group. */
	readonly device: string;
	/** Name of a datapoint; may hold `*` too. */
	readonly datapoint: string;
	/** Default `none`. */
	readonly missing?: MissingRule;
}

/** When a virtual value is computed: with any new input, with new values of all, or with the first input after every so many milliseconds. */
export type VirtualTrigger = "any" | "all" | { readonly everyMs: number };

/** A datapoint that is computed from others. */
export interface VirtualPoint {
	readonly device: string;
	readonly datapoint: string;
	readonly quantity: Quantity;
	readonly unit: Unit;
	readonly formula: string;
	/** By the names that the formula uses. */
	readonly inputs: Readonly<Record<string, VirtualInput>>;
	/** Default `any`. */
	readonly trigger?: VirtualTrigger;
	/** An input that is older than this against the newest one is missing; null for never. */
	readonly maxAgeMs?: number | null;
}

/** The units and quantities there are. */
export interface Catalogues {
	readonly units: UnitCatalogue;
	readonly quantities: QuantityCatalogue;
}

const LONGEST_NAME = 128;
const SHORTEST_PERIOD_MS = 1000;

/** Whether an input can be many series. */
export function isGroup({ device, datapoint }: VirtualInput): boolean {
	return device.includes("*") || datapoint.includes("*") || device.startsWith("tag:");
}

/** `*` stands for any text. */
export function matches(pattern: string, text: string): boolean {
	const [first = "", ...rest] = pattern.split("*");
	if (rest.length === 0) return pattern === text;
	const last = rest.pop() ?? "";
	if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
	let at = first.length;
	for (const part of rest) {
		const found = text.indexOf(part, at);
		if (found < 0 || found + part.length > text.length - last.length) return false;
		at = found + part.length;
	}
	return true;
}

function checkText(field: string, text: unknown): void {
	if (typeof text !== "string" || text.trim() === "" || text.length > LONGEST_NAME)
		throw new Failure("input", { field, value: String(text).slice(0, 40) });
}

function checkInput(name: string, input: VirtualInput, units: UnitCatalogue): void {
	checkText(`inputs.${name}.device`, input.device);
	checkText(`inputs.${name}.datapoint`, input.datapoint);
	if (typeof input.missing !== "object") return;
	units.get(input.missing.unit);
	if (parseDecimal(input.missing.value) === null)
		throw new Failure("input", { field: `inputs.${name}.missing`, value: input.missing.value.slice(0, 40) });
}

/**
 * Checks a virtual datapoint as far as that is possible before its first value. Throws Failure `input` (details: field), `formula`,
 * `formula-input` (details: name) for a name of the formula without an input, `unit-unknown`, `quantity-unknown`, `unit-mismatch`.
 */
export function checkedPoint(point: VirtualPoint, { units, quantities }: Catalogues): Formula {
	checkText("device", point.device);
	checkText("datapoint", point.datapoint);
	units.get(point.unit);
	quantities.checkUnit(point.quantity, point.unit, units);
	const formula = parseFormula(point.formula);
	for (const name of formula.inputs) {
		const input = Object.hasOwn(point.inputs, name) ? point.inputs[name] : undefined;
		if (input === undefined) throw new Failure("formula-input", { name });
		checkInput(name, input, units);
	}
	const { trigger = "any", maxAgeMs = null } = point;
	if (typeof trigger === "object" && !(trigger.everyMs >= SHORTEST_PERIOD_MS))
		throw new Failure("input", { field: "trigger", value: String(trigger.everyMs) });
	if (maxAgeMs !== null && !(maxAgeMs > 0)) throw new Failure("input", { field: "maxAgeMs", value: String(maxAgeMs) });
	return formula;
}
