import { existsSync, renameSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { Failure } from "../model/failure.ts";
import { isDamaged, sqliteFailure } from "../model/sqlite-failure.ts";

/** An open database, and where a damaged predecessor went. */
export interface OpenedDatabase {
	readonly database: DatabaseSync;
	readonly damaged: string | null;
}

type Open = (path: string) => DatabaseSync;

/** A power cut costs nothing that was acknowledged, for 4 % more bytes than `NORMAL`. */
const PRAGMAS = `
	PRAGMA journal_mode = WAL;
	PRAGMA synchronous = FULL;
	PRAGMA journal_size_limit = 8388608;
	PRAGMA cache_size = -4000;
	PRAGMA temp_store = FILE;
	PRAGMA foreign_keys = ON;
	PRAGMA busy_timeout = 2000;`;

/** `node:sqlite` is missing in Node before 22.13. */
async function loadSqlite(): Promise<Open> {
	try {
		const { DatabaseSync } = await import("node:sqlite");
		return (path) => new DatabaseSync(path);
	} catch (error) {
		throw new Failure("store-missing", { node: process.version }, error);
	}
}

function openChecked(open: Open, path: string, schema: string): DatabaseSync | null {
	const database = open(path);
	try {
		const check = database.prepare("PRAGMA quick_check(1)").get();
		if (check?.["quick_check"] === "ok") {
			database.exec(PRAGMAS);
			database.exec(schema);
			return database;
		}
		database.close();
		return null;
	} catch (error) {
		database.close();
		if (isDamaged(error)) return null;
		throw error;
	}
}

function setAside(path: string, time: number): string {
	const stamp = new Date(time).toISOString().replace(/[:.]/g, "-");
	const damaged = `${path}.damaged-${stamp}`;
	for (const suffix of ["", "-wal", "-shm"]) {
		if (existsSync(path + suffix)) renameSync(path + suffix, damaged + suffix);
	}
	return damaged;
}

/** Opens or creates a database; a damaged file is set aside, never overwritten. Throws Failure `store-missing`, `file-denied`, `file-full`, `store-failed`. */
export async function openDatabase(path: string, schema: string, now: () => number): Promise<OpenedDatabase> {
	const open = await loadSqlite();
	try {
		const database = openChecked(open, path, schema);
		if (database !== null) return { database, damaged: null };
		const damaged = setAside(path, now());
		const fresh = openChecked(open, path, schema);
		if (fresh === null) throw new Failure("store-failed", { path });
		return { database: fresh, damaged };
	} catch (error) {
		throw sqliteFailure(error, path);
	}
}
