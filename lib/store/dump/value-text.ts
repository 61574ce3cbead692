import type { ValueType } from "../chunk/series-rows.ts";
import { doubleOf, exactText } from "../engine/stored-value.ts";
import { FLAG } from "../flags.ts";

/** A row of one series. */
export interface DumpedValue {
	readonly value: number | bigint;
	readonly quality: number;
	readonly exponent: number;
	readonly type: ValueType;
}

/** A stored value as people write it, nothing for one that is known to be invalid; `textOf` knows the texts that are kept by number. */
export function valueText(row: DumpedValue, kind: string, textOf: (id: number) => string): string {
	const { value, quality, exponent, type } = row;
	if (quality % 2 === FLAG.invalid) return "";
	if (kind === "boolean") return Number(value) === 0 ? "false" : "true";
	if (kind === "text" || kind === "decimal") return textOf(Number(value));
	return type === 3 ? String(doubleOf(BigInt(value))) : exactText(value, exponent, type);
}

/** A cell of CSV: quoted only where it must be. */
export function csvCell(text: string): string {
	return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
