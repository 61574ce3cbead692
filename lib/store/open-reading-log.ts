import type { Clock } from "../model/clock.ts";
import { openDatabase } from "./open-database.ts";
import type { OpenedLog } from "./reading-log.ts";
import { SCHEMA } from "./reading-row.ts";
import { SqliteReadingLog } from "./sqlite-reading-log.ts";

/** Opens or creates the readings file. Throws Failure `store-missing` (no SQLite in this Node), `file-denied`, `file-full`, `store-failed`. */
export async function openReadingLog(file: string, options: { readonly clock: Clock }): Promise<OpenedLog> {
	const { database, damaged } = await openDatabase(file, SCHEMA, () => options.clock.now());
	return { log: new SqliteReadingLog(file, database), damaged };
}
