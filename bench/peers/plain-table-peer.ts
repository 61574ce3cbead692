import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { directoryBytes } from "./directory-bytes.ts";
import type { Moment, StorePeer } from "./store-peer.ts";

const SCHEMA = `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
	CREATE TABLE reading(sid INTEGER NOT NULL, ts INTEGER NOT NULL, v REAL NOT NULL, q INTEGER NOT NULL, PRIMARY KEY(sid, ts)) WITHOUT ROWID, STRICT`;

/** The table of the textbook in SQLite, just as durable: one commit per round. */
export class PlainTablePeer implements StorePeer {
	readonly name = "SQLite, PRIMARY KEY(sid, ts)";
	readonly #directory = mkdtempSync(join(tmpdir(), "mw-plain-"));
	readonly #database = new DatabaseSync(join(this.#directory, "plain.db"));

	constructor() {
		this.#database.exec(SCHEMA);
	}

	ingest(moments: Iterable<Moment>): Promise<void> {
		const insert = this.#database.prepare("INSERT INTO reading VALUES(?, ?, ?, 0)");
		for (const { time, values } of moments) {
			this.#database.exec("BEGIN");
			for (const [sid, value] of values.entries()) insert.run(sid, time, value);
			this.#database.exec("COMMIT");
		}
		return Promise.resolve();
	}

	bytes(): Promise<number> {
		this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
		return Promise.resolve(directoryBytes(this.#directory));
	}

	chart(series: number): Promise<number> {
		const rows = this.#database.prepare("SELECT ts, v FROM reading WHERE sid = ? ORDER BY ts").all(series);
		return Promise.resolve(rows.length);
	}

	stop(): Promise<void> {
		this.#database.close();
		rmSync(this.#directory, { recursive: true, force: true });
		return Promise.resolve();
	}
}
