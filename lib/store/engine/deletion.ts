import { chunkKeyNumber, chunkPlace, dayOf, monthOf, periodStart } from "../chunk/chunk-place.ts";
import type { ChunkShelf } from "./chunk-shelf.ts";
import { clipped } from "./rows.ts";
import type { Series } from "./segment.ts";
import type { SeriesBook } from "./series-book.ts";
import type { StateTable } from "./state-table.ts";
import type { SqlRow, StoreDriver } from "./store-driver.ts";
import { inTransaction } from "./transaction.ts";

const DAY = 86_400_000;
const LEVEL_ONE = 2 ** 48;
const HOT_SLICE = 20_000;
const CHUNK_SLICE = 1000;

/** Name under which deleted readings are counted. */
export const DELETED = "deleted";

/** What deletion works with. */
export interface DeletionTools {
	readonly driver: StoreDriver;
	readonly book: SeriesBook;
	readonly shelf: ChunkShelf;
	readonly state: StateTable;
	readonly changed: () => void;
}

/** Deletes readings: by age, by size, or those of one device. Generators: each step is one transaction and hands out the readings it deleted. */
export class Deletion {
	readonly #tools: DeletionTools;

	constructor(tools: DeletionTools) {
		this.#tools = tools;
	}

	/** Everything older than `before`, to the reading. */
	*before(before: number): Generator<number> {
		yield* this.#hotBefore(before);
		yield* this.#chunksBefore(before);
		this.#moveFirst(before);
	}

	/** The oldest whole day or month; nothing where only the day in progress is left. */
	*oldestPeriod(now: number): Generator<number> {
		const first = this.#oldest();
		if (first === null) return;
		const end = Math.min(first, dayOf(now) * DAY);
		yield* this.before(end);
	}

	/** All readings of a device, also in the chunks of months, without a trace. */
	*device(members: readonly Series[]): Generator<number> {
		const { driver, shelf } = this.#tools;
		const segments = members.flatMap((series) => series.segments);
		driver.exec("PRAGMA secure_delete = ON");
		try {
			const sids = segments.map(({ sid }) => sid).join(",");
			yield this.#counted(() => Number(driver.prepare(`DELETE FROM hot WHERE sid IN (${sids})`).run().changes));
			const blocks = new Set(segments.map(({ block }) => block));
			const keys = driver.prepare("SELECT k, n FROM chunk").all();
			for (const { k, n } of keys.filter((row) => blocks.has(chunkPlace(Number(row["k"])).block))) {
				// All series of a block belong to one device.
				yield this.#counted(() => {
					shelf.remove(Number(k));
					return Number(n);
				});
			}
			for (const table of ["late", "superseded", "meter_event"])
				driver.exec(`DELETE FROM ${table} WHERE sid IN (${sids})`);
			for (const segment of segments) this.#tools.book.setBounds(segment, null, null);
			driver.exec("PRAGMA wal_checkpoint(TRUNCATE)");
		} finally {
			driver.exec("PRAGMA secure_delete = OFF");
		}
	}

	#counted(job: () => number): number {
		const count = inTransaction(this.#tools.driver, () => {
			const deleted = job();
			if (deleted > 0) this.#tools.state.add(DELETED, deleted);
			return deleted;
		});
		this.#tools.changed();
		return count;
	}

	/** End of the oldest period, UTC ms; null where nothing is kept. */
	#oldest(): number | null {
		const { driver } = this.#tools;
		const minimum = (sql: string) => {
			const value = driver.prepare(sql).get()?.["m"];
			return value === null || value === undefined ? null : Number(value);
		};
		const day = minimum(`SELECT min(k) AS m FROM chunk WHERE k < ${LEVEL_ONE}`);
		const month = minimum(`SELECT min(k) AS m FROM chunk WHERE k >= ${LEVEL_ONE}`);
		const hot = minimum("SELECT min(ts) AS m FROM hot");
		const ends = [day, month].flatMap((k) => {
			if (k === null) return [];
			const { level, period } = chunkPlace(k);
			return [periodStart(level, period + 1)];
		});
		if (hot !== null) ends.push((dayOf(hot) + 1) * DAY);
		return ends.length === 0 ? null : Math.min(...ends);
	}

	*#hotBefore(before: number): Generator<number> {
		const sql = `DELETE FROM hot WHERE (ts, sid) IN (SELECT ts, sid FROM hot WHERE ts < ? LIMIT ${HOT_SLICE})`;
		const statement = this.#tools.driver.prepare(sql);
		for (;;) {
			const count = this.#counted(() => Number(statement.run(Math.ceil(before)).changes));
			if (count === 0) return;
			yield count;
		}
	}

	*#chunksBefore(before: number): Generator<number> {
		const list = this.#tools.driver.prepare(
			"SELECT k, n, t1 FROM chunk WHERE k >= ? AND k < ? AND t0 < ? ORDER BY k LIMIT ?",
		);
		for (const [level, last] of [
			[0, dayOf(before)],
			[1, monthOf(before)],
		] as const) {
			let from = chunkKeyNumber(level, 0, 0);
			for (;;) {
				const rows = list.all(from, chunkKeyNumber(level, last + 1, 0), before, CHUNK_SLICE);
				if (rows.length === 0) break;
				yield this.#counted(() => rows.reduce((sum, row) => sum + this.#cut(row, before), 0));
				from = Number(rows.at(-1)?.["k"]) + 1;
			}
		}
	}

	/** Removes a chunk, or what is older than `before` in it. */
	#cut(row: SqlRow, before: number): number {
		const { shelf } = this.#tools;
		const [k, count] = [Number(row["k"]), Number(row["n"])];
		if (Number(row["t1"]) < before) {
			shelf.remove(k);
			return count;
		}
		const series = shelf.read(k) ?? [];
		if (shelf.isDamaged(k)) return 0;
		const kept = series.map((rows) => clipped(rows, before, Number.POSITIVE_INFINITY));
		const left = kept.reduce((sum, { times }) => sum + times.length, 0);
		if (left < count) shelf.write(k, kept);
		return count - left;
	}

	#moveFirst(before: number): void {
		const { driver, book } = this.#tools;
		const segments = book.all.flatMap((series) => series.segments);
		inTransaction(driver, () => {
			for (const segment of segments) {
				const { first, last } = segment;
				if (first === null || last === null || first >= before) continue;
				const isGone = last < before;
				book.setBounds(segment, isGone ? null : before, isGone ? null : last);
			}
		});
	}
}
