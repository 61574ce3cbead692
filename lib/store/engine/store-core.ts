import { Failure } from "../../model/failure.ts";
import type { ChunkKey } from "../chunk/seal.ts";
import type { MeterExchange } from "../reading-log.ts";
import { Answers } from "./answers.ts";
import type { Batch } from "./batch.ts";
import { BootTable } from "./boot-table.ts";
import { SegmentChooser } from "./choose-segment.ts";
import { ChunkShelf } from "./chunk-shelf.ts";
import { Compaction } from "./compaction.ts";
import { CounterDesk } from "./counter-desk.ts";
import { Deletion } from "./deletion.ts";
import { exchangeMeter } from "./exchange-meter.ts";
import { HotRows } from "./hot-rows.ts";
import { Ingest } from "./ingest.ts";
import { Newest } from "./newest.ts";
import type { Page, PageRequest } from "./page.ts";
import { PageWriter } from "./page-writer.ts";
import { Pager } from "./pager.ts";
import { RowSource } from "./row-source.ts";
import { RowWriter } from "./row-writer.ts";
import type { Series } from "./segment.ts";
import { SeriesBook } from "./series-book.ts";
import { StateTable } from "./state-table.ts";
import type { StoreDriver } from "./store-driver.ts";
import { TextTable } from "./text-table.ts";
import { inTransaction } from "./transaction.ts";
import { WindowPlan } from "./window-plan.ts";

const DAY = 86_400_000;

/** Name under which the end of the last compacted day is remembered, UTC ms. */
const COMPACTED = "compacted";

/** Late readings that are remembered for those who hand readings on. */
const MOST_LATE = 500_000;

/** What a store is opened with. */
export interface CoreOptions {
	readonly driver: StoreDriver;
	readonly key: ChunkKey | null;
	readonly boot: string;
}

/** The store itself, on an open file: every method returns when its work is durable. Lives in the worker. */
export class StoreCore {
	readonly driver: StoreDriver;
	readonly book: SeriesBook;
	readonly source: RowSource;
	readonly shelf: ChunkShelf;
	readonly state: StateTable;
	readonly answers: Answers;
	readonly texts: TextTable;
	readonly #newest: Newest;
	readonly #counters = new CounterDesk();
	readonly #writer: RowWriter;
	readonly #ingest: Ingest;
	readonly #chooser: SegmentChooser;
	readonly #pager: Pager;
	readonly #pages: PageWriter;
	readonly #boots: BootTable;
	readonly #compaction: Compaction;
	readonly #deletion: Deletion;
	#lateBefore = Number.NEGATIVE_INFINITY;
	/** Rows in chunks; null until they are counted again. */
	#inChunks: number | null = null;

	constructor({ driver, key, boot }: CoreOptions) {
		this.driver = driver;
		this.book = new SeriesBook(driver);
		this.texts = new TextTable(driver);
		this.state = new StateTable(driver);
		this.shelf = new ChunkShelf(driver, key);
		const hot = new HotRows(driver);
		this.source = new RowSource(this.shelf, hot);
		const { book, source, shelf, state } = this;
		this.#newest = new Newest({ book, hot, source, counters: this.#counters });
		this.#writer = new RowWriter(driver, source);
		this.#chooser = new SegmentChooser(book, this.texts.numberOf);
		this.#boots = new BootTable({
			...{ driver, boot },
			isTaken: (sid, time) => {
				const known = book.bySid(sid);
				return known !== null && this.#writer.find(known.series, time) !== null;
			},
			moved: (sid, time) => {
				const known = book.bySid(sid);
				if (known === null || known.series.isHidden) return false;
				if (time < this.#lateBefore) this.#writer.noteLate(known.segment, time);
				return true;
			},
		});
		const { textOf } = this.texts;
		this.#pages = new PageWriter(textOf);
		this.answers = new Answers({ driver, book, newest: this.#newest, writer: this.#writer, pages: this.#pages });
		const plan = new WindowPlan(driver);
		this.#pager = new Pager({ book, source, plan, writer: this.#pages, nextTime: this.answers.nextTime });
		this.#ingest = new Ingest({
			...{ book, chooser: this.#chooser, writer: this.#writer, counters: this.#counters },
			lateBefore: () => this.#lateBefore,
			recall: this.#newest.recall,
		});
		const changed = () => this.#changed();
		const unsettled = () => this.#boots.unsettled();
		this.#compaction = new Compaction({ driver, book, shelf, hot, changed, unsettled });
		this.#deletion = new Deletion({ driver, book, shelf, state, changed });
		this.#newest.load();
		this.#findLate();
	}

	/** 1 for every reading that was new. */
	append(batch: Batch, now: number): Uint8Array {
		this.#ingest.learn(batch);
		const added = this.#transaction(() => {
			const result = this.#ingest.append(batch, now);
			if (result.uncertain !== null) this.#boots.note(result.uncertain);
			return result.added;
		});
		this.#touch(batch.times);
		return added;
	}

	/** Values in the place of others, as their next revision. Values without a predecessor are kept as they are. */
	correct(batch: Batch, correction: { readonly by: string; readonly at: number }): number {
		this.#ingest.learn(batch);
		const count = this.#transaction(() => {
			let corrected = 0;
			for (let row = 0; row < batch.count; row += 1) {
				const series = this.#ingest.seriesOf(batch, row);
				const old = series === null ? null : this.#writer.find(series.series, batch.times[row] ?? 0);
				if (series === null || old === null) continue;
				// Beside what it replaces, where it fits there.
				series.series.current = old.segment;
				const placed = this.#chooser.place(series.series, series.name, batch, row);
				this.#writer.replace(old, { ...placed, quality: batch.flags[row] ?? 0 }, correction);
				corrected += 1;
			}
			return corrected;
		});
		this.#touch(batch.times);
		this.#newest.load();
		return count;
	}

	/** Rows that are kept, those of the hidden series too. */
	get readings(): number {
		const count = (sql: string) => Number(this.driver.prepare(sql).get()?.["n"] ?? 0);
		// The chunks fill most of the file: they are counted only when they have changed.
		this.#inChunks ??= count("SELECT coalesce(sum(n), 0) AS n FROM chunk");
		return count("SELECT count(*) AS n FROM hot") + this.#inChunks;
	}

	/** Looks up the newest value of a series that has no hot rows. */
	recall(series: Series): void {
		this.#newest.recall(series);
	}

	page(request: PageRequest): Page {
		return this.#pager.page(request);
	}

	writeCursor(job: string, upto: number, late: number | null): void {
		this.driver
			.prepare(
				`INSERT INTO cursor VALUES(?, ?, ?) ON CONFLICT(job) DO UPDATE SET upto = excluded.upto, late = coalesce(?, late)`,
			)
			.run(job, Math.round(upto), late ?? 0, late);
		this.#findLate();
	}

	exchange(exchange: MeterExchange): void {
		const series = this.book.find(exchange.device, exchange.datapoint);
		if (series !== null && series.latest === undefined) this.#newest.recall(series);
		const segment = series?.latest?.segment ?? series?.segments.at(-1);
		if (series === null || segment === undefined)
			throw new Failure("input", { field: "datapoint", value: exchange.datapoint });
		const isAhead = (series.latest?.time ?? Number.NEGATIVE_INFINITY) < exchange.time;
		this.#transaction(() =>
			exchangeMeter({ writer: this.#writer, book: this.book }, { series, segment, exchange, isAhead }),
		);
		if (isAhead) this.#counters.begin(series);
	}

	trustClock(shiftMs: number): number {
		const moved = this.#transaction(() => this.#boots.settle(shiftMs));
		if (moved > 0) {
			// Some of them may have moved into a day that is being compacted.
			this.#compaction.touch(0, Number.MAX_SAFE_INTEGER);
			this.#changed();
			this.#newest.load();
		}
		return moved;
	}

	clockJumped(before: number, after: number): void {
		this.#writer.event({
			sid: null,
			time: Math.round(after),
			type: "clockjump",
			before: Math.round(before),
			after: Math.round(after),
			by: "automatic",
		});
	}

	/** Compacts the days and months that are due, transaction by transaction. */
	*compact(now: number): Generator<undefined> {
		for (const day of this.#compaction.dueDays(now)) {
			yield* this.#compaction.compactDay(day);
			const end = (day + 1) * DAY;
			if (end > this.state.get(COMPACTED)) this.state.set(COMPACTED, end);
			this.#findLate();
		}
		for (const month of this.#compaction.dueMonths(now)) yield* this.#compaction.mergeMonth(month);
		// A meter with a wrong clock is late with everything, for years.
		const { driver } = this;
		driver.prepare("DELETE FROM late WHERE seq <= (SELECT max(seq) FROM late) - ?").run(MOST_LATE);
	}

	/** Deletes what is older than `before`, transaction by transaction; hands out the readings deleted. */
	*prune(before: number): Generator<number> {
		yield* this.#reloading(this.#deletion.before(before));
	}

	/** Deletes the oldest day or month. */
	*pruneOldest(now: number): Generator<number> {
		yield* this.#reloading(this.#deletion.oldestPeriod(now));
	}

	*purge(device: string): Generator<number> {
		const members = this.book.ofDevice(device);
		if (members.length === 0) return;
		yield* this.#reloading(this.#deletion.device(members));
	}

	close(): void {
		this.driver.close();
	}

	/** What was deleted is no newest value any more. */
	*#reloading(steps: Generator<number>): Generator<number> {
		let deleted = 0;
		for (const count of steps) {
			deleted += count;
			yield count;
		}
		if (deleted > 0) this.#newest.load();
	}

	/** What a failed transaction had created in memory is forgotten. */
	#transaction<T>(job: () => T): T {
		try {
			return inTransaction(this.driver, job);
		} catch (error) {
			this.texts.forget();
			this.#pages.forget();
			this.#ingest.forget();
			this.book.load();
			this.#changed();
			this.#newest.load();
			throw error;
		}
	}

	#touch(times: Float64Array): void {
		if (times.length === 0) return;
		let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
		for (const time of times) {
			if (time < first) first = time;
			if (time > last) last = time;
		}
		this.#compaction.touch(first, last);
		this.#pager.forget();
	}

	#changed(): void {
		this.#inChunks = null;
		this.source.forget();
		this.#pager.forget();
	}

	#findLate(): void {
		this.#lateBefore = Math.max(this.answers.newestCursor(), this.state.get(COMPACTED));
	}
}
