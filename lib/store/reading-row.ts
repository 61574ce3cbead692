import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import { Failure, type FailureCode } from "../model/failure.ts";
import type { Quality, Reading } from "../model/reading.ts";
import type { Series } from "./series-index.ts";

/** Stored as the index: append only. */
const QUALITIES: readonly Quality[] = ["good", "uncertain", "bad", "estimated", "substituted", "backfilled"];

/** How to read the column `value`: append only. */
const KIND = { number: 0, boolean: 1, string: 2, none: 3 } as const;

/** Tables of a readings file, version 1. */
export const SCHEMA = `
	CREATE TABLE IF NOT EXISTS device(did INTEGER PRIMARY KEY, uid TEXT UNIQUE NOT NULL) STRICT;
	CREATE TABLE IF NOT EXISTS series(sid INTEGER PRIMARY KEY, did INTEGER NOT NULL REFERENCES device, datapoint TEXT NOT NULL,
		quantity TEXT NOT NULL, unit TEXT NOT NULL, UNIQUE(did, datapoint, quantity, unit)) STRICT;
	CREATE TABLE IF NOT EXISTS reading(time INTEGER NOT NULL, sid INTEGER NOT NULL, kind INTEGER NOT NULL, value ANY, exact TEXT,
		quality INTEGER NOT NULL, reason TEXT, device_time INTEGER, raw TEXT, PRIMARY KEY(time, sid)) WITHOUT ROWID, STRICT;
	CREATE TABLE IF NOT EXISTS latest(sid INTEGER PRIMARY KEY, time INTEGER NOT NULL) STRICT;
	CREATE TABLE IF NOT EXISTS cursor(job TEXT PRIMARY KEY, time INTEGER NOT NULL) STRICT;
	PRAGMA user_version = 1;`;

/** Milliseconds are whole: a fraction would not fit the column. */
function whole(time: number | undefined): number | null {
	return time === undefined || !Number.isFinite(time) ? null : Math.round(time);
}

/** ECMAScript dates end here. */
const LAST_TIME = 8.64e15;

/** Readings come over a wire that anything may feed: throws Failure `input` (details: field) for what is none. */
export function checkReading(reading: Reading): void {
	for (const field of ["device", "datapoint", "quantity", "unit"] as const) {
		if (typeof reading[field] !== "string") throw new Failure("input", { field });
	}
	for (const field of ["time", "deviceTime"] as const) {
		if (!(Math.abs(reading[field] ?? 0) <= LAST_TIME)) throw new Failure("input", { field });
	}
	if (typeof reading.time !== "number") throw new Failure("input", { field: "time" });
	if (!QUALITIES.includes(reading.quality)) throw new Failure("input", { field: "quality" });
	if (reading.value !== null && !["number", "boolean", "string"].includes(typeof reading.value)) {
		throw new Failure("input", { field: "value" });
	}
}

function valueColumns(reading: Reading): [kind: number, value: SQLInputValue, quality: Quality, reason: string | null] {
	const { value, quality, reason = null } = reading;
	if (value === null) return [KIND.none, null, quality, reason];
	if (typeof value === "boolean") return [KIND.boolean, value ? 1 : 0, quality, reason];
	if (typeof value === "string") return [KIND.string, value, quality, reason];
	// NaN would silently become NULL.
	if (!Number.isFinite(value)) return [KIND.none, null, "bad", reason ?? "invalid-value"];
	// Adding zero makes −0 a plain 0.
	return [KIND.number, value + 0, quality, reason];
}

/** Parameters of `INSERT INTO reading`, in the order of its columns. */
export function toRow(reading: Reading, sid: number): SQLInputValue[] {
	const [kind, value, quality, reason] = valueColumns(reading);
	const exact = kind === KIND.number ? (reading.exact ?? null) : null;
	const index = QUALITIES.indexOf(quality);
	return [whole(reading.time), sid, kind, value, exact, index, reason, whole(reading.deviceTime), reading.raw ?? null];
}

type Row = Record<string, SQLOutputValue>;

function storedValue(row: Row): Reading["value"] {
	if (row["kind"] === KIND.boolean) return row["value"] !== 0;
	if (row["kind"] === KIND.string) return String(row["value"]);
	return row["kind"] === KIND.number ? Number(row["value"]) : null;
}

/** The reading of a row of the table. */
export function toReading(row: Row, series: Series): Reading {
	return {
		...series,
		value: storedValue(row),
		time: Number(row["time"]),
		quality: QUALITIES[Number(row["quality"])] ?? "uncertain",
		...(row["exact"] === null ? {} : { exact: String(row["exact"]) }),
		...(row["device_time"] === null ? {} : { deviceTime: Number(row["device_time"]) }),
		...(row["reason"] === null ? {} : { reason: row["reason"] as FailureCode }),
		...(row["raw"] === null ? {} : { raw: String(row["raw"]) }),
	};
}
