import { UNITS } from "./unit-table.ts";

/** Symbol of a unit: one of the table, or a compound such as `Wh/s` or a meter's own text unit. */
export type Unit = string;

const UCUM = new Map<string, string>(UNITS.map(({ symbol, ucum }) => [symbol, ucum]));

/** UCUM code of a unit's symbol; an unknown symbol becomes an annotation, `{symbol}`. */
export function ucumOf(symbol: Unit): string {
	return UCUM.get(symbol) ?? `{${symbol}}`;
}
