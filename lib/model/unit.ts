import { UNITS } from "./unit-table.ts";

/** Symbol of a unit: one of the table, or a compound such as `Wh/s` or a meter's own text unit. */
export type Unit = string;

const UCUM = new Map<string, string>(UNITS.map(({ symbol, ucum }) => [symbol, ucum]));

/** UCUM code of a unit's symbol; an unknown symbol becomes an annotation, `{symbol}`. */
export function ucumOf(symbol: Unit): string {
	return UCUM.get(symbol) ?? `{${symbol}}`;
}

const SYMBOLS = new Map<string, string>(UNITS.map(({ symbol, ucum }) => [ucum, symbol]));

/** Symbol of a UCUM code as `ucumOf` makes it. */
export function symbolOf(ucum: string): Unit {
	return SYMBOLS.get(ucum) ?? (ucum.startsWith("{") && ucum.endsWith("}") ? ucum.slice(1, -1) : ucum);
}
