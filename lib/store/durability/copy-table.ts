import type { SqlInput, SqlRow, StoreDriver } from "../engine/store-driver.ts";
import { readable } from "./read-damaged.ts";
import type { SlicedWriter } from "./sliced-writer.ts";

const ROW_BYTES = 100;
const RANGES = 2000;
const PLACE = "row_place";

interface Columns {
	readonly names: readonly string[];
	/** Numbers come as text: not all of them fit a Number, and the table makes numbers of them again. */
	readonly selected: readonly string[];
}

function columnsOf(source: StoreDriver, target: StoreDriver, table: string): Columns {
	const sql = `SELECT name, type, pk FROM pragma_table_info('${table}')`;
	const known = new Set(Array.from(readable(source, sql), (row) => String(row?.["name"])));
	const rows = target
		.prepare(sql)
		.all()
		.filter((row) => known.has(String(row["name"])));
	const names = rows.map((row) => String(row["name"]));
	const selected = rows.map(({ name, type }) =>
		type === "INTEGER" ? `CAST(${name} AS TEXT) AS ${name}` : String(name),
	);
	const hasKey = rows.some((row) => Number(row["pk"]) > 0);
	// Without a key of its own a row would be taken twice.
	return hasKey ? { names, selected } : { names: ["rowid", ...names], selected: ["rowid AS rowid", ...selected] };
}

/** Copies a small table from both ends, and then by ranges what lies between two damages; false where there was damage. */
export function copyTable(source: StoreDriver, target: StoreDriver, table: string, writer: SlicedWriter): boolean {
	const { names, selected } = columnsOf(source, target, table);
	if (names.length === 0) return false;
	const marks = names.map(() => "?").join(",");
	const insert = target.prepare(`INSERT OR IGNORE INTO ${table}(${names.join(",")}) VALUES(${marks})`);
	const select = `SELECT rowid AS ${PLACE}, ${selected.join(",")} FROM ${table}`;
	const copyRow = (row: SqlRow) =>
		writer.write(ROW_BYTES, () => {
			insert.run(...names.map((name) => row[name] ?? null));
			return true;
		});
	/** The last place that could be read in front of damage; null where there was none. */
	const copyUntilDamage = (condition: string, ...parameters: SqlInput[]): number | null => {
		let last = 0;
		for (const row of readable(source, `${select} ${condition}`, ...parameters)) {
			if (row === null) return last;
			last = Number(row[PLACE]);
			copyRow(row);
		}
		return null;
	};
	const from = copyUntilDamage("ORDER BY rowid");
	if (from === null) return true;
	const to = copyUntilDamage("WHERE rowid > ? ORDER BY rowid DESC", from);
	if (to === null) return false;
	const step = Math.max(1, Math.ceil((to - from) / RANGES));
	for (let start = from; start < to; start += step) {
		copyUntilDamage("WHERE rowid > ? AND rowid <= ? ORDER BY rowid", start, start + step);
	}
	return false;
}
