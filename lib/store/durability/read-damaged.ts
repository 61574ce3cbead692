import { isDamaged } from "../../model/sqlite-failure.ts";
import type { SqlInput, SqlRow, StoreDriver } from "../engine/store-driver.ts";

/** SQLITE_TOOBIG: a length that nothing wrote. */
const TOO_BIG = 18;

/** A damaged file may also have lost a table, or hold a number that nothing wrote. */
function isPartOfDamage(error: unknown): boolean {
	if (isDamaged(error)) return true;
	if (!(error instanceof Error)) return false;
	const isOutOfRange = "code" in error && error.code === "ERR_OUT_OF_RANGE";
	const isTooBig = "errcode" in error && error.errcode === TOO_BIG;
	return isOutOfRange || isTooBig || /no such (table|column)/.test(error.message);
}

/** Rows until the damage; null behind it means that there was some. */
export function* readable(driver: StoreDriver, sql: string, ...parameters: SqlInput[]): Generator<SqlRow | null> {
	try {
		for (const row of driver.prepare(sql).iterate(...parameters)) yield row;
	} catch (error) {
		if (!isPartOfDamage(error)) throw error;
		yield null;
	}
}
