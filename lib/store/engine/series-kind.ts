import type { Quantity } from "../../model/quantity.ts";
import type { Reading } from "../../model/reading.ts";
import type { SeriesKind } from "./segment.ts";
import type { ValueKind } from "./stored-value.ts";

/** What only grows, unless a meter rolls over or is exchanged. */
const CUMULATIVE: ReadonlySet<Quantity> = new Set<Quantity>([
	"energy",
	"reactive-energy",
	"apparent-energy",
	"volume",
	"mass",
	"on-time",
	"operating-time",
	"heat-cost",
]);

/** A stored value of the past, an extreme or an error is no running count. */
const NOT_RUNNING = /@|-(?:max|min|error)(?:-|$)/;

/** How the values of a reading's series are summed up. */
export function seriesKind({ quantity, datapoint, modulus, value }: Reading): SeriesKind {
	if (typeof value === "boolean" || typeof value === "string") return "state";
	if (modulus !== undefined) return "counter";
	return CUMULATIVE.has(quantity) && !NOT_RUNNING.test(datapoint) ? "counter" : "gauge";
}

/** What a reading's value is. */
export function valueKind(value: Reading["value"]): ValueKind {
	if (typeof value === "boolean") return "boolean";
	return typeof value === "string" ? "text" : "number";
}
