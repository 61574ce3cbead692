import { existsSync, renameSync, rmSync } from "node:fs";
import { crc32 } from "node:zlib";
import { isDamaged } from "../../model/sqlite-failure.ts";
import { chunkKeyNumber } from "../chunk/chunk-place.ts";
import type { OpenDriver, SqlInput, SqlRow, StoreDriver } from "../engine/store-driver.ts";

/** What is needed to save what can be saved. */
export interface SalvageOptions {
	readonly open: OpenDriver;
	readonly path: string;
	/** UTC ms, for the name of the damaged file. */
	readonly now: number;
	/** Opens a fresh file with all its tables. */
	readonly prepare: (path: string) => StoreDriver;
}

const SUFFIXES = ["", "-wal", "-shm"];
/** Copied row by row. */
const TABLES = ["device", "series", "text", "cursor", "late", "meter_event", "superseded", "boot", "state", "written"];
const HOT_RANGES = 2000;

function moveFile(from: string, to: string): void {
	for (const suffix of SUFFIXES) if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix);
}

/** A copy that a power cut interrupted is no file yet: it begins anew from the damaged one. */
export function settleInterruptedSalvage(path: string): void {
	const unfinished = `${path}.salvage`;
	for (const suffix of SUFFIXES) rmSync(unfinished + suffix, { force: true });
}

/** Rows until the damage; null behind it means that there was some. */
function* readable(driver: StoreDriver, sql: string, ...parameters: SqlInput[]): Generator<SqlRow | null> {
	try {
		for (const row of driver.prepare(sql).iterate(...parameters)) yield row;
	} catch (error) {
		if (!isDamaged(error) && !isMissing(error)) throw error;
		yield null;
	}
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && error.message.includes("no such table");
}

function copyRow(target: StoreDriver, table: string, row: SqlRow): boolean {
	const columns = Object.keys(row);
	const sql = `INSERT OR IGNORE INTO ${table}(${columns.join(",")}) VALUES(${columns.map(() => "?").join(",")})`;
	try {
		target.prepare(sql).run(...Object.values(row));
		return true;
	} catch (error) {
		if (isDamaged(error)) throw error;
		// What does not fit the table is part of the damage.
		return false;
	}
}

function tableOf(source: StoreDriver, target: StoreDriver, table: string): void {
	const lastOf = (direction: string) => `SELECT * FROM ${table} ORDER BY rowid ${direction}`;
	// From both ends: the damage is in between.
	for (const direction of ["ASC", "DESC"]) {
		for (const row of readable(source, lastOf(direction))) if (row !== null) copyRow(target, table, row);
	}
}

/** All keys that can be read, or, where the list itself is broken, all that there could be between its readable ends. */
function chunkKeys(source: StoreDriver): { keys: number[]; isBroken: boolean } {
	const found = new Set<number>();
	let isBroken = false;
	for (const direction of ["ASC", "DESC"]) {
		for (const row of readable(source, `SELECT k FROM chunk ORDER BY k ${direction}`)) {
			if (row === null) isBroken = true;
			else found.add(Number(row["k"]));
		}
	}
	return { keys: [...found], isBroken };
}

function guessedKeys(known: readonly number[], target: StoreDriver): number[] {
	const blocks = Number(target.prepare("SELECT max(block) AS m FROM series").get()?.["m"] ?? -1);
	const keys: number[] = [];
	for (const level of [0, 1] as const) {
		const own = known.filter((k) => k >= chunkKeyNumber(level, 0, 0) && k < chunkKeyNumber(level, 0, 0) + 2 ** 48);
		const periods = own.map((k) => Math.floor((k - chunkKeyNumber(level, 0, 0)) / 2 ** 24));
		if (periods.length === 0) continue;
		const last = periods.reduce((most, period) => Math.max(most, period), 0);
		for (let period = periods.reduce((least, period) => Math.min(least, period), last); period <= last; period += 1) {
			for (let block = 0; block <= blocks; block += 1) keys.push(chunkKeyNumber(level, period, block));
		}
	}
	return keys;
}

function copyChunk(source: StoreDriver, target: StoreDriver, k: number): "copied" | "lost" | "none" {
	for (const row of readable(source, "SELECT * FROM chunk WHERE k = ?", k)) {
		const blob = row?.["b"];
		const isWhole = blob instanceof Uint8Array && crc32(blob) === Number(row?.["crc"]);
		return row !== null && isWhole && copyRow(target, "chunk", row) ? "copied" : "lost";
	}
	return "none";
}

function copyChunks(source: StoreDriver, target: StoreDriver): number {
	const { keys, isBroken } = chunkKeys(source);
	const known = new Set(keys);
	const all = isBroken ? [...new Set([...keys, ...guessedKeys(keys, target)])] : keys;
	let lost = 0;
	for (const k of all) {
		const result = copyChunk(source, target, k);
		if (result === "lost" || (result === "none" && known.has(k))) lost += 1;
	}
	return lost;
}

const HOT = "SELECT ts, sid, CAST(v AS TEXT) AS v, q FROM hot";

/** Copies hot rows from one end; the time that was reached where there is damage before the other end, else null. */
function copyHotFrom(source: StoreDriver, copy: (row: SqlRow) => void, direction: "ASC" | "DESC"): number | null {
	let last: number | null = null;
	for (const row of readable(source, `${HOT} ORDER BY ts ${direction}, sid ${direction}`)) {
		if (row === null) return last;
		last = Number(row["ts"]);
		copy(row);
	}
	return null;
}

/** From both ends, and then by ranges of time into what lies between. */
function copyHot(source: StoreDriver, target: StoreDriver): void {
	const insert = target.prepare("INSERT OR IGNORE INTO hot VALUES(?, ?, CAST(? AS INTEGER), ?)");
	const copy = (row: SqlRow) => {
		insert.run(row["ts"] ?? 0, row["sid"] ?? 0, row["v"] ?? 0, row["q"] ?? 0);
	};
	const from = copyHotFrom(source, copy, "ASC");
	const to = copyHotFrom(source, copy, "DESC");
	if (from === null || to === null) return;
	const step = Math.max(1, Math.ceil((to - from) / HOT_RANGES));
	for (let start = from; start < to; start += step) {
		for (const row of readable(source, `${HOT} WHERE ts >= ? AND ts < ?`, start, start + step))
			if (row !== null) copy(row);
	}
}

/** Series without a row of their own: their values stay readable under the number of the series. */
function placeholders(target: StoreDriver): void {
	const missing = target.prepare("SELECT DISTINCT sid FROM hot WHERE sid NOT IN (SELECT sid FROM series)").all();
	if (missing.length === 0) return;
	target.exec("INSERT OR IGNORE INTO device(uid) VALUES('salvaged')");
	const insert = target.prepare(`INSERT OR IGNORE INTO series(sid, did, datapoint, unit, exp, kind, block, quantity)
		SELECT ?, did, 'series-' || ?, '1', 0, 'gauge', 16777215 - ?, 'unknown' FROM device WHERE uid = 'salvaged'`);
	for (const { sid } of missing) insert.run(sid ?? 0, sid ?? 0, sid ?? 0);
}

function copyAll(source: StoreDriver, target: StoreDriver): number {
	// A copy needs no safety of its own: it counts only once it is complete.
	target.exec("PRAGMA foreign_keys = OFF; BEGIN");
	for (const table of TABLES) tableOf(source, target, table);
	const lost = copyChunks(source, target);
	copyHot(source, target);
	placeholders(target);
	target.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
	return lost;
}

function openDamaged(open: OpenDriver, path: string): StoreDriver | null {
	try {
		return open(path);
	} catch (error) {
		if (isDamaged(error)) return null;
		throw error;
	}
}

/** Copies everything readable from a damaged file into a fresh one in its place; the damaged file is kept under a new name. */
export function salvage({ open, path, now, prepare }: SalvageOptions): { damaged: string; lostChunks: number } {
	const damaged = `${path}.damaged-${new Date(now).toISOString().replace(/[:.]/g, "-")}`;
	const unfinished = `${path}.salvage`;
	const target = prepare(unfinished);
	const source = openDamaged(open, path);
	let lostChunks = 0;
	try {
		if (source !== null) lostChunks = copyAll(source, target);
	} finally {
		source?.close();
		target.close();
	}
	moveFile(path, damaged);
	moveFile(unfinished, path);
	return { damaged, lostChunks };
}
