import { chunkKeyNumber, chunkPlace, dayOf, monthOf, periodStart } from "../chunk/chunk-place.ts";
import type { ExportCursor, KeptSeries, MeterEvent, ReadingSpan } from "../reading-log.ts";
import { deviceTimeNames, isTimed } from "./device-times.ts";
import type { Newest } from "./newest.ts";
import type { Page } from "./page.ts";
import type { OutgoingRow, PageWriter } from "./page-writer.ts";
import type { RowWriter, StoredRow } from "./row-writer.ts";
import type { Series } from "./segment.ts";
import type { SeriesBook } from "./series-book.ts";
import type { SqlRow, StoreDriver } from "./store-driver.ts";
import { exactText, plainNumber } from "./stored-value.ts";

const LEVEL_ONE = 2 ** 48;

/** What the answers are made from. */
export interface AnswerTools {
	readonly driver: StoreDriver;
	readonly book: SeriesBook;
	readonly newest: Newest;
	readonly writer: RowWriter;
	readonly pages: PageWriter;
}

/** Small questions to a store. */
export class Answers {
	readonly #tools: AnswerTools;

	constructor(tools: AnswerTools) {
		this.#tools = tools;
	}

	latest(): Page {
		const rows = this.#visible().flatMap((series): OutgoingRow[] => {
			const { latest } = series;
			return latest === null || latest === undefined ? [] : [this.#outgoing(series, latest)];
		});
		return this.#tools.pages.page(rows);
	}

	series(): KeptSeries[] {
		return this.#visible().flatMap((series) => {
			const { device, datapoint, segments, latest } = series;
			const newest = segments.at(-1);
			if (newest === undefined || latest === null || latest === undefined) return [];
			const { quantity, unit, kind } = newest;
			return [{ device, datapoint, quantity, unit, kind, first: this.firstTime(series), last: latest.time }];
		});
	}

	span(): ReadingSpan | null {
		const all = this.series();
		if (all.length === 0) return null;
		const first = all.reduce((least, series) => Math.min(least, series.first), Number.POSITIVE_INFINITY);
		return { first, last: all.reduce((most, { last }) => Math.max(most, last), 0) };
	}

	/** First time at or after `from` at which anything may be kept. */
	readonly nextTime = (from: number, to: number): number | null => {
		if (from >= to) return null;
		const { driver } = this.#tools;
		const hot = driver.prepare("SELECT min(ts) AS m FROM hot WHERE ts >= ?").get(Math.ceil(from))?.["m"];
		const times = hot === null || hot === undefined ? [] : [Number(hot)];
		const next = driver.prepare("SELECT min(k) AS m FROM chunk WHERE k >= ? AND k < ?");
		for (const [level, period] of [
			[0, dayOf(from)],
			[1, monthOf(from)],
		] as const) {
			const k = next.get(chunkKeyNumber(level, period, 0), (level + 1) * LEVEL_ONE)?.["m"];
			if (k !== null && k !== undefined) times.push(Math.max(from, periodStart(level, chunkPlace(Number(k)).period)));
		}
		const earliest = Math.min(...times);
		return earliest < to ? earliest : null;
	};

	readCursor(job: string): ExportCursor | null {
		const row = this.#tools.driver.prepare("SELECT upto, late FROM cursor WHERE job = ?").get(job);
		return row === undefined ? null : { upto: Number(row["upto"]), late: Number(row["late"] ?? 0) };
	}

	/** Everything before this was handed on by one job at least, UTC ms. */
	newestCursor(): number {
		return Number(
			this.#tools.driver.prepare("SELECT max(upto) AS m FROM cursor").get()?.["m"] ?? Number.NEGATIVE_INFINITY,
		);
	}

	lastLate(): number {
		return Number(this.#tools.driver.prepare("SELECT max(seq) AS m FROM late").get()?.["m"] ?? 0);
	}

	late(after: number, limit: number): { readonly numbers: number[]; readonly page: Page } {
		const { driver, book, writer, pages } = this.#tools;
		const next = driver.prepare("SELECT seq, sid, ts FROM late WHERE seq > ? ORDER BY seq LIMIT ?");
		const found: (OutgoingRow & { readonly number: number })[] = [];
		let last = after;
		// What was deleted since is passed over.
		while (found.length < limit) {
			const rows = next.all(last, limit - found.length);
			for (const row of rows) {
				const known = book.bySid(Number(row["sid"]));
				const stored = known === null ? null : writer.find(known.series, Number(row["ts"]));
				last = Number(row["seq"]);
				if (known !== null && stored !== null) found.push({ number: last, ...this.#outgoing(known.series, stored) });
			}
			if (rows.length === 0) break;
		}
		return { numbers: found.map(({ number }) => number), page: pages.page(found) };
	}

	events({ from, to, device }: { from: number; to: number; device?: string }): MeterEvent[] {
		const sql = `SELECT sid, ts, type, CAST(before AS TEXT) AS before, CAST(after AS TEXT) AS after, by
			FROM meter_event WHERE ts >= ? AND ts < ? ORDER BY ts, id`;
		const all = this.#tools.driver
			.prepare(sql)
			.all(from, to)
			.map((row) => this.#event(row));
		return device === undefined ? all : all.filter((event) => event.device === device);
	}

	#event(row: SqlRow): MeterEvent {
		const known = row["sid"] === null ? null : this.#tools.book.bySid(Number(row["sid"]));
		const textOf = (value: SqlRow[string] | undefined) => {
			if (typeof value !== "string") return null;
			return known === null ? value : exactText(BigInt(value), known.segment.exponent, known.segment.type);
		};
		return {
			type: String(row["type"]) as MeterEvent["type"],
			time: Number(row["ts"]),
			device: known?.series.device ?? null,
			datapoint: known?.series.datapoint ?? null,
			before: textOf(row["before"]),
			after: textOf(row["after"]),
			by: String(row["by"]),
		};
	}

	#outgoing(series: Series, row: StoredRow): OutgoingRow {
		const deviceTime = isTimed(series) ? this.#deviceTime(series, row.time) : Number.NaN;
		return { ...row, series, deviceTime };
	}

	#deviceTime({ device, datapoint }: Series, time: number): number {
		const { book, writer } = this.#tools;
		for (const name of deviceTimeNames(datapoint)) {
			const hidden = book.find(device, name);
			const row = hidden === null ? null : writer.find(hidden, time);
			if (row !== null) return plainNumber(Number(row.value), row.segment.exponent);
		}
		return Number.NaN;
	}

	/** Series for people, with their newest value looked up. */
	#visible(): Series[] {
		const { book, newest } = this.#tools;
		const visible = book.all.filter(({ isHidden }) => !isHidden);
		for (const series of visible) if (series.latest === undefined) newest.recall(series);
		return visible;
	}

	/** Time of the first reading of a series, UTC ms. */
	firstTime({ segments, firstHot }: Series): number {
		return segments.reduce((least, { first }) => Math.min(least, first ?? least), firstHot);
	}
}
