import type { Quantity } from "./quantity.ts";

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

/** A stored value of the past, an extreme, a limit, a mean, a rate, an error or a difference is no running count. */
const NOT_RUNNING =
	/@|-(?:max|min|error|consumption|difference|minus|average|deviation|future|limit|exceeds?|overflow|leakage|profile|per)(?:-|$)/;

/** True for the running count of a meter, by its quantity and the name of its datapoint. */
export function isCumulative(quantity: Quantity, datapoint: string): boolean {
	return CUMULATIVE.has(quantity) && !NOT_RUNNING.test(datapoint);
}
