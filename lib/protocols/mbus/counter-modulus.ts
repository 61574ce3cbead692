import { DATA_FIELDS } from "./data-field-table.ts";
import { bigValue } from "./number-value.ts";
import type { DataRecord } from "./record.ts";
import { readVib } from "./vib.ts";

const CODE = 0x0f;
const VARIABLE = 0x0d;

/** How many values the data of a record can tell apart; null for what does not count in steps. */
function distinctValues(dif: number): bigint | null {
	const row = DATA_FIELDS.find(({ code }) => code === (dif & CODE));
	if (row === undefined || row.code === VARIABLE || row.length === null) return null;
	if (row.kind === "bcd") return 10n ** BigInt(2 * row.length);
	return row.kind === "integer" ? 2n ** BigInt(8 * row.length) : null;
}

/** Where a counter in this record begins again at zero, as exact text in the record's unit: 10^n for n BCD digits, 2^n for n bits (EN 13757-3, table 4); null where that is not said. */
export function counterModulus({ dib, vib }: DataRecord): string | null {
	const distinct = distinctValues(dib[0] ?? CODE);
	const meaning = distinct === null ? null : readVib(vib, 0, "behind-vif", null);
	if (distinct === null || meaning === null || meaning.code !== null) return null;
	return bigValue(distinct, meaning.meaning).exact;
}
