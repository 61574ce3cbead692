import type { DatabaseSync } from "node:sqlite";
import { Failure } from "../model/failure.ts";
import { sqliteFailure } from "../model/sqlite-failure.ts";

/** Row n brings a file from version n to n + 1: append only. */
const MIGRATIONS: readonly string[] = [
	`CREATE TABLE device(id TEXT PRIMARY KEY, bus TEXT NOT NULL, address TEXT NOT NULL, driver TEXT, name TEXT NOT NULL,
		enabled INTEGER NOT NULL, meta TEXT NOT NULL, UNIQUE(bus, address)) STRICT`,
	"ALTER TABLE device ADD COLUMN schedule TEXT NOT NULL DEFAULT ''",
	`CREATE TABLE catalogue(kind TEXT NOT NULL, key TEXT NOT NULL, definition TEXT NOT NULL, UNIQUE(kind, key)) STRICT;
	CREATE TABLE state(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
];

function migrate(database: DatabaseSync, path: string): void {
	const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
	if (version > MIGRATIONS.length) throw new Failure("store-failed", { path, version });
	for (const [index, sql] of MIGRATIONS.slice(version).entries()) {
		database.exec(`BEGIN; ${sql}; PRAGMA user_version = ${version + index + 1}; COMMIT`);
	}
}

/** The file of what the user configured. */
export class SiteDatabase {
	readonly #database: DatabaseSync;
	readonly #path: string;
	#open = true;

	private constructor(database: DatabaseSync, path: string) {
		this.#database = database;
		this.#path = path;
	}

	/** Throws Failure `store-missing` (no SQLite in this Node), `file-denied`, `file-full`, `store-failed` (damaged, or written by a later version). */
	static async open(path: string): Promise<SiteDatabase> {
		const sqlite = await import("node:sqlite").catch((error: unknown) => {
			throw new Failure("store-missing", { node: process.version }, error);
		});
		try {
			const database = new sqlite.DatabaseSync(path);
			database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000");
			migrate(database, path);
			return new SiteDatabase(database, path);
		} catch (error) {
			throw sqliteFailure(error, path);
		}
	}

	/** Runs a job on the open database; rejects with a Failure that names the file. */
	run<T>(job: (database: DatabaseSync) => T): Promise<T> {
		try {
			if (!this.#open) throw new Failure("store-failed", { path: this.#path, message: "closed" });
			return Promise.resolve(job(this.#database));
		} catch (error) {
			return Promise.reject(sqliteFailure(error, this.#path));
		}
	}

	/** Frees the file; never throws. */
	close(): void {
		if (this.#open) this.#database.close();
		this.#open = false;
	}
}
