import type { SqlInput, SqlRow, StoreDriver } from "../engine/store-driver.ts";
import { readable } from "./read-damaged.ts";
import type { SlicedWriter } from "./sliced-writer.ts";

const HOT = "SELECT ts, sid, CAST(v AS TEXT) AS v, q FROM hot";
const ROW_BYTES = 24;
const RANGES = 2000;
const HOUR = 3_600_000;

/** Copies the hot rows from both ends, and then by ranges of time what lies between two damages. */
export function copyHot(source: StoreDriver, target: StoreDriver, writer: SlicedWriter): void {
	const insert = target.prepare("INSERT OR IGNORE INTO hot(ts, sid, v, q) VALUES(?, ?, ?, ?)");
	const copy = ({ ts = 0, sid = 0, v = 0, q = 0 }: SqlRow) =>
		writer.write(ROW_BYTES, () => {
			insert.run(ts, sid, v, q);
			return true;
		});
	/** Damage, and the last time in front of it that could be read. */
	const copyUntilDamage = (condition: string, ...parameters: SqlInput[]) => {
		let last: number | null = null;
		for (const row of readable(source, `${HOT} ${condition}`, ...parameters)) {
			if (row === null) return { last };
			last = Number(row["ts"]);
			copy(row);
		}
		return null;
	};
	const first = copyUntilDamage("ORDER BY ts, sid");
	if (first === null) return;
	const second = copyUntilDamage("WHERE ts >= ? ORDER BY ts DESC, sid DESC", first.last ?? 0);
	if (second === null) return;
	const reach = RANGES * HOUR;
	const to = second.last ?? (first.last ?? 0) + reach;
	const from = first.last ?? to - reach;
	const step = Math.max(1, Math.ceil((to - from) / RANGES));
	for (let start = from; start <= to; start += step) {
		copyUntilDamage("WHERE ts >= ? AND ts < ? ORDER BY ts, sid", start, start + step);
	}
}
