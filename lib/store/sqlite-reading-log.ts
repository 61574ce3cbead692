import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Failure } from "../model/failure.ts";
import type { Reading } from "../model/reading.ts";
import { sqliteFailure } from "../model/sqlite-failure.ts";
import type { ReadingLog, ReadingQuery, ReadingSpan } from "./reading-log.ts";
import { checkReading, toReading, toRow } from "./reading-row.ts";
import { SeriesIndex } from "./series-index.ts";

const PAGE = 2000;
const PRUNE_SLICE = 5000;

interface Place {
	readonly time: number;
	readonly sid: number;
}

function pageStatement(series: readonly number[] | null): string {
	const filter = series === null ? "" : `AND sid IN (${series.join(",")})`;
	return `SELECT * FROM reading WHERE time < ? AND (time, sid) > (?, ?) ${filter} ORDER BY time, sid LIMIT ?`;
}

/** After `ENOSPC` SQLite has already rolled back, and then an explicit ROLLBACK is an error. */
function rollBack(database: DatabaseSync): void {
	try {
		database.exec("ROLLBACK");
	} catch (error) {
		if (!(error instanceof Error && error.message.includes("no transaction is active"))) throw error;
	}
}

/** Readings in one plain SQLite table: an append is one transaction, durable when it resolves. */
export class SqliteReadingLog implements ReadingLog {
	readonly file: string;
	readonly #database: DatabaseSync;
	readonly #series: SeriesIndex;
	readonly #insert: StatementSync;
	readonly #touch: StatementSync;
	#open = true;

	constructor(file: string, database: DatabaseSync) {
		this.file = file;
		this.#database = database;
		this.#series = new SeriesIndex(database);
		// Not `OR IGNORE`: that would drop a row with a missing column as well.
		this.#insert = database.prepare("INSERT INTO reading VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
		this.#touch = database.prepare(
			"INSERT INTO latest VALUES(?, ?) ON CONFLICT(sid) DO UPDATE SET time = excluded.time WHERE excluded.time > latest.time",
		);
	}

	async append(readings: readonly Reading[]): Promise<number> {
		if (readings.length === 0) return 0;
		return await this.#guarded(() => {
			for (const reading of readings) checkReading(reading);
			this.#database.exec("BEGIN IMMEDIATE");
			try {
				const added = readings.reduce((sum, reading) => sum + this.#add(reading), 0);
				this.#database.exec("COMMIT");
				return added;
			} catch (error) {
				this.#series.forget();
				rollBack(this.#database);
				throw error;
			}
		});
	}

	async *pages(query: ReadingQuery): AsyncGenerator<readonly Reading[]> {
		const sql = await this.#guarded(() => pageStatement(this.#series.matching(query)));
		let rest = query.limit ?? Number.MAX_SAFE_INTEGER;
		let after: Place | null = { time: Math.ceil(query.from) - 1, sid: Number.MAX_SAFE_INTEGER };
		while (after !== null && rest > 0) {
			const size = Math.min(PAGE, rest);
			const parameters: SQLInputValue[] = [query.to, after.time, after.sid, size];
			const rows = await this.#guarded(() => this.#database.prepare(sql).all(...parameters));
			if (rows.length > 0) yield rows.map((row) => this.#toReading(row));
			rest -= rows.length;
			const last = rows.at(-1);
			after =
				last === undefined || rows.length < size ? null : { time: Number(last["time"]), sid: Number(last["sid"]) };
		}
	}

	async *query(query: ReadingQuery): AsyncGenerator<Reading> {
		for await (const page of this.pages(query)) yield* page;
	}

	async latest(): Promise<Reading[]> {
		const sql = "SELECT r.* FROM latest l JOIN reading r ON r.time = l.time AND r.sid = l.sid ORDER BY l.sid";
		return await this.#guarded(() =>
			this.#database
				.prepare(sql)
				.all()
				.map((row) => this.#toReading(row)),
		);
	}

	async span(): Promise<ReadingSpan | null> {
		const sql = "SELECT (SELECT min(time) FROM reading) first, (SELECT max(time) FROM reading) last";
		const row = await this.#guarded(() => this.#database.prepare(sql).get());
		if (row === undefined || row["first"] === null) return null;
		return { first: Number(row["first"]), last: Number(row["last"]) };
	}

	async readCursor(job: string): Promise<number | null> {
		const row = await this.#guarded(() => this.#database.prepare("SELECT time FROM cursor WHERE job = ?").get(job));
		return row === undefined ? null : Number(row["time"]);
	}

	async writeCursor(job: string, time: number): Promise<void> {
		const sql = "INSERT INTO cursor VALUES(?, ?) ON CONFLICT(job) DO UPDATE SET time = excluded.time";
		await this.#guarded(() => this.#database.prepare(sql).run(job, Math.round(time)));
	}

	async prune(before: number): Promise<number> {
		const sql = `DELETE FROM reading WHERE (time, sid) IN (SELECT time, sid FROM reading WHERE time < ? LIMIT ${PRUNE_SLICE})`;
		let deleted = 0;
		for (;;) {
			const slice = await this.#guarded(() => Number(this.#database.prepare(sql).run(before).changes));
			deleted += slice;
			if (slice < PRUNE_SLICE) break;
			await nextTurn();
		}
		await this.#guarded(() => this.#database.prepare("DELETE FROM latest WHERE time < ?").run(before));
		return deleted;
	}

	close(): Promise<void> {
		if (this.#open) this.#database.close();
		this.#open = false;
		return Promise.resolve();
	}

	#toReading(row: Record<string, SQLOutputValue>): Reading {
		return toReading(row, this.#series.seriesOf(Number(row["sid"])));
	}

	#add(reading: Reading): number {
		const sid = this.#series.numberOf(reading);
		const row = toRow(reading, sid);
		const added = Number(this.#insert.run(...row).changes);
		if (added > 0) this.#touch.run(sid, row[0] ?? 0);
		return added;
	}

	#guarded<T>(job: () => T): Promise<T> {
		try {
			if (!this.#open) throw new Failure("store-failed", { path: this.file, message: "closed" });
			return Promise.resolve(job());
		} catch (error) {
			return Promise.reject(sqliteFailure(error, this.file));
		}
	}
}
