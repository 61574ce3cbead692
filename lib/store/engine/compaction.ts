import { chunkKeyNumber, dayOf, monthOf, periodStart } from "../chunk/chunk-place.ts";
import type { SeriesRows } from "../chunk/series-rows.ts";
import type { ChunkShelf } from "./chunk-shelf.ts";
import type { HotRows } from "./hot-rows.ts";
import { joined, merged } from "./rows.ts";
import type { Segment } from "./segment.ts";
import type { SeriesBook } from "./series-book.ts";
import type { StoreDriver } from "./store-driver.ts";
import { inTransaction } from "./transaction.ts";

const DAY = 86_400_000;
/** Readings of yesterday may still be on their way. */
const DAY_GRACE = 3_600_000;
const MONTH_GRACE = 7 * DAY;
const DELETED_AT_ONCE = DAY / 4;
/** About 250 series are written as one transaction. */
const BLOCKS_PER_SLICE = 25;
const LEVEL_ONE = 2 ** 48;
/** A block with more readings in a month stays in chunks of days: all of them are held at once to be merged, 12 bytes each and more. */
const MOST_MERGED = 2 ** 22;

/** What compaction works with. */
export interface CompactionTools {
	readonly driver: StoreDriver;
	readonly book: SeriesBook;
	readonly shelf: ChunkShelf;
	readonly hot: HotRows;
	/** Chunks have changed. */
	readonly changed: () => void;
	/** Times [from, to) whose readings will still move, as the clock is not right yet. */
	readonly unsettled: () => { readonly from: number; readonly to: number } | null;
}

function slices<T>(all: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
		all.slice(index * size, (index + 1) * size),
	);
}

/** Puts hot rows of past days into chunks, and the chunks of past months together. Generators: each step is one transaction. */
export class Compaction {
	readonly #tools: CompactionTools;
	/** The day at work, and whether something came meanwhile. */
	#day: number | null = null;
	#isTouched = false;

	constructor(tools: CompactionTools) {
		this.#tools = tools;
	}

	/** Rows within [from, to] have come or changed. */
	touch(from: number, to: number): void {
		if (this.#day !== null && dayOf(from) <= this.#day && dayOf(to) >= this.#day) this.#isTouched = true;
	}

	/** UTC days that are over and have hot rows, the oldest first. */
	dueDays(now: number): number[] {
		const { driver, unsettled } = this.#tools;
		const end = periodStart(0, dayOf(now - DAY_GRACE));
		const next = driver.prepare("SELECT min(ts) AS ts FROM hot WHERE ts >= ? AND ts < ?");
		const moving = unsettled();
		const days: number[] = [];
		let from = 0;
		for (;;) {
			const time = next.get(from, end)?.["ts"];
			if (time === null || time === undefined) return days;
			const day = dayOf(Number(time));
			from = (day + 1) * DAY;
			if (moving === null || from <= moving.from || day * DAY >= moving.to) days.push(day);
		}
	}

	/** Merges the hot rows of a day into its chunks, and then deletes them. A crash anywhere leaves rows in both, which are the same. */
	*compactDay(day: number): Generator<undefined> {
		const { driver, book, hot } = this.#tools;
		const [from, to] = [day * DAY, (day + 1) * DAY];
		this.#day = day;
		this.#isTouched = false;
		const all = book.all.flatMap(({ segments }) => segments);
		const rows = yield* hot.gather(new Map(all.map((segment) => [segment.sid, segment])), from, to);
		const touched = all.filter(({ sid }) => rows.has(sid));
		const blocks = [...new Set(touched.map(({ block }) => block))];
		const unreadable: number[] = [];
		for (const slice of slices(blocks, BLOCKS_PER_SLICE)) {
			inTransaction(driver, () => {
				for (const block of slice) if (!this.#mergeBlock(day, block, rows)) unreadable.push(block);
			});
			this.#tools.changed();
			yield undefined;
		}
		this.#day = null;
		// What came meanwhile is merged the next time.
		if (this.#isTouched) return;
		const kept = touched.filter(({ block }) => unreadable.includes(block)).map(({ sid }) => sid);
		const remove = driver.prepare(`DELETE FROM hot WHERE ts >= ? AND ts < ? AND sid NOT IN (${kept.join(",")})`);
		// A day at once would not fit the page cache, and be written only to be deleted.
		for (let start = from; start < to; start += DELETED_AT_ONCE) remove.run(start, start + DELETED_AT_ONCE);
	}

	/** UTC months that are over for a week and still have chunks of days, the oldest first. */
	dueMonths(now: number): number[] {
		const next = this.#tools.driver.prepare("SELECT min(k) AS k FROM chunk WHERE k >= ? AND k < ?");
		const last = monthOf(now - MONTH_GRACE) - 1;
		const months: number[] = [];
		let from = 0;
		for (;;) {
			const k = next.get(from, LEVEL_ONE)?.["k"];
			if (k === null || k === undefined) return months;
			const month = monthOf(periodStart(0, Math.floor(Number(k) / 2 ** 24)));
			if (month > last) return months;
			months.push(month);
			from = chunkKeyNumber(0, dayOf(periodStart(1, month + 1)), 0);
		}
	}

	/** Puts the day chunks of a month together, block by block. */
	*mergeMonth(month: number): Generator<undefined> {
		const { driver, shelf } = this.#tools;
		const [first, end] = [dayOf(periodStart(1, month)), dayOf(periodStart(1, month + 1))];
		const days = Array.from({ length: end - first }, (_, index) => first + index);
		const blocks = [...new Set(days.flatMap((day) => shelf.blocksOf(0, day)))];
		for (const slice of slices(blocks, BLOCKS_PER_SLICE)) {
			inTransaction(driver, () => {
				for (const block of slice) this.#mergeDays(month, days, block);
			});
			this.#tools.changed();
			yield undefined;
		}
	}

	/** False where the chunk cannot be read: then its rows stay hot. */
	#mergeBlock(day: number, block: number, hot: ReadonlyMap<number, SeriesRows>): boolean {
		const { book, shelf } = this.#tools;
		const monthKey = chunkKeyNumber(1, monthOf(day * DAY), block);
		const dayKey = chunkKeyNumber(0, day, block);
		const month = shelf.read(monthKey);
		const kept = month ?? shelf.read(dayKey) ?? [];
		const key = month === null ? dayKey : monthKey;
		if (shelf.isDamaged(key)) return false;
		const bySid = new Map(kept.map((rows) => [rows.sid, rows]));
		for (const segment of book.ofBlock(block)) {
			const fresh = hot.get(segment.sid);
			if (fresh === undefined) continue;
			const before = bySid.get(segment.sid);
			bySid.set(segment.sid, before === undefined ? fresh : merged(before, fresh));
			this.#stretch(segment, fresh);
		}
		shelf.write(key, [...bySid.values()]);
		return true;
	}

	#stretch(segment: Segment, { times }: SeriesRows): void {
		this.#tools.book.stretch(segment, times[0] ?? 0, times.at(-1) ?? 0);
	}

	#mergeDays(period: number, days: readonly number[], block: number): void {
		const { shelf } = this.#tools;
		const monthKey = chunkKeyNumber(1, period, block);
		const keys = [monthKey, ...days.map((day) => chunkKeyNumber(0, day, block))];
		if (shelf.readingsIn(keys) > MOST_MERGED) return;
		const month = shelf.read(monthKey);
		const daily = keys.slice(1).flatMap((key) => shelf.read(key) ?? []);
		const parts = Map.groupBy([...(month ?? []), ...daily], ({ sid }) => sid);
		if (keys.some((key) => shelf.isDamaged(key))) return;
		const whole = Array.from(parts.values(), (own) => {
			const [first] = own;
			if (first === undefined) return [];
			// The chunk of the month may hold rows from between those of the days.
			return [month === null ? joined(own, first) : own.reduce(merged)];
		});
		shelf.write(monthKey, whole.flat());
		for (const key of keys.slice(1)) shelf.remove(key);
	}
}
