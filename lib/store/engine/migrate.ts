import { parseDecimal } from "../../model/decimal.ts";
import type { FailureCode } from "../../model/failure.ts";
import type { Quantity } from "../../model/quantity.ts";
import type { Quality, Reading } from "../../model/reading.ts";
import { BatchWriter } from "./batch-writer.ts";
import type { StoreCore } from "./store-core.ts";
import type { SqlRow } from "./store-driver.ts";

/** Makes room for the tables of the present version; inside a transaction. */
export const RENAME_FIRST_VERSION = ["device", "series", "reading", "latest", "cursor"]
	.map((table) => `ALTER TABLE ${table} RENAME TO ${table}_v1;`)
	.join("\n");

const PAGE = 5000;
/** As version 1 numbered them. */
const QUALITIES: readonly Quality[] = ["good", "uncertain", "bad", "estimated", "substituted", "backfilled"];
const KINDS = ["number", "boolean", "string", "none"] as const;

function oldValue(row: SqlRow): Reading["value"] {
	const kind = KINDS[Number(row["kind"])];
	if (kind === "boolean") return row["value"] !== 0;
	if (kind === "string") return String(row["value"]);
	return kind === "number" ? Number(row["value"]) : null;
}

function readingOf(row: SqlRow): Reading {
	const exact = typeof row["exact"] === "string" && parseDecimal(row["exact"]) !== null ? { exact: row["exact"] } : {};
	return {
		device: String(row["uid"]),
		datapoint: String(row["datapoint"]),
		quantity: String(row["quantity"]) as Quantity,
		unit: String(row["unit"]),
		value: oldValue(row),
		time: Number(row["time"]),
		quality: QUALITIES[Number(row["quality"])] ?? "uncertain",
		...exact,
		...(row["device_time"] === null ? {} : { deviceTime: Number(row["device_time"]) }),
		...(row["reason"] === null ? {} : { reason: String(row["reason"]) as FailureCode }),
	};
}

/** Takes the readings of a file of version 1 over, slice by slice; a power cut in between costs nothing, as equal readings are kept once. */
export async function migrateFirstVersion(core: StoreCore): Promise<void> {
	await Promise.resolve();
	const { driver } = core;
	const isOld = driver.prepare("SELECT 1 AS x FROM sqlite_master WHERE name = 'reading_v1'").get() !== undefined;
	if (!isOld) return;
	const page =
		driver.prepare(`SELECT r.*, s.datapoint, s.quantity, s.unit, d.uid FROM reading_v1 r JOIN series_v1 s USING(sid) JOIN device_v1 d USING(did)
		WHERE (r.time, r.sid) > (?, ?) ORDER BY r.time, r.sid LIMIT ${PAGE}`);
	const writer = new BatchWriter();
	let [time, sid] = [-8.64e15, 0];
	for (;;) {
		const rows = page.all(time, sid);
		for (const row of rows) writer.add(readingOf(row));
		if (writer.count > 0) core.append(writer.take(), time);
		const last = rows.at(-1);
		if (last === undefined) break;
		[time, sid] = [Number(last["time"]), Number(last["sid"])];
	}
	driver.exec(`INSERT INTO cursor SELECT job, time, 0 FROM cursor_v1 WHERE true ON CONFLICT DO NOTHING;
		DROP TABLE reading_v1; DROP TABLE latest_v1; DROP TABLE series_v1; DROP TABLE device_v1; DROP TABLE cursor_v1`);
}
