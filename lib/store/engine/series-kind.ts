import { isCumulative } from "../../model/cumulative.ts";
import type { Reading } from "../../model/reading.ts";
import type { SeriesKind } from "./segment.ts";
import type { ValueKind } from "./stored-value.ts";

/** How the values of a reading's series are summed up. */
export function seriesKind({ quantity, datapoint, modulus, value }: Reading): SeriesKind {
	if (typeof value === "boolean" || typeof value === "string") return "state";
	if (modulus !== undefined) return "counter";
	return isCumulative(quantity, datapoint) ? "counter" : "gauge";
}

/** What a reading's value is. */
export function valueKind(value: Reading["value"]): ValueKind {
	if (typeof value === "boolean") return "boolean";
	return typeof value === "string" ? "text" : "number";
}
