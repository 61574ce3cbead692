import type { SeriesRows } from "../chunk/series-rows.ts";
import { revisionOf } from "../flags.ts";
import type { CounterDesk } from "./counter-desk.ts";
import type { HotRows } from "./hot-rows.ts";
import type { RowSource } from "./row-source.ts";
import type { LatestValue, Segment, Series } from "./segment.ts";
import type { SeriesBook } from "./series-book.ts";

const DAY = 86_400_000;

type Part = readonly [Segment, SeriesRows];

function partsOf({ segments }: Series, rows: ReadonlyMap<number, SeriesRows>): Part[] {
	return segments.flatMap((segment): Part[] => {
		const own = rows.get(segment.sid);
		return own === undefined ? [] : [[segment, own]];
	});
}

function lastInChunks({ segments }: Series): number {
	return segments.reduce((most, { last }) => Math.max(most, last ?? most), Number.NEGATIVE_INFINITY);
}

/** Knows the newest value of every series and how far every counter has come: read from the file at the start, kept in memory since. */
export class Newest {
	readonly #book: SeriesBook;
	readonly #hot: HotRows;
	readonly #source: RowSource;
	readonly #counters: CounterDesk;

	constructor(tools: { book: SeriesBook; hot: HotRows; source: RowSource; counters: CounterDesk }) {
		this.#book = tools.book;
		this.#hot = tools.hot;
		this.#source = tools.source;
		this.#counters = tools.counters;
	}

	/** Reads the hot rows once for all series that have any; the others are looked up when asked for. */
	load(): void {
		this.#counters.clear();
		const segments = this.#book.all.flatMap((series) => series.segments);
		const rows = this.#hot.read(new Map(segments.map((segment) => [segment.sid, segment])), 0, Number.MAX_SAFE_INTEGER);
		for (const series of this.#book.all) {
			const parts = partsOf(series, rows);
			series.latest = undefined;
			series.firstHot = parts.reduce(
				(least, [, { times }]) => Math.min(least, times[0] ?? least),
				Number.POSITIVE_INFINITY,
			);
			const newest = parts.reduce((most, [, { times }]) => Math.max(most, times.at(-1) ?? most), 0);
			// Late rows may be all that is hot: then the newest is in a chunk.
			if (parts.length > 0 && newest >= lastInChunks(series)) this.#learn(series, parts);
		}
	}

	/** Looks up a series that has no hot rows. */
	readonly recall = (series: Series): void => {
		series.latest = null;
		const last = lastInChunks(series);
		if (!Number.isFinite(last)) return;
		const rows = this.#source.read(series.segments, Math.floor(last / DAY) * DAY - DAY, Number.MAX_SAFE_INTEGER);
		this.#learn(series, partsOf(series, rows));
	};

	#learn(series: Series, parts: readonly Part[]): void {
		series.latest ??= null;
		for (const [segment, rows] of parts) {
			const time = rows.times.at(-1) ?? 0;
			const quality = rows.quality.at(-1) ?? 0;
			const latest: LatestValue | null | undefined = series.latest;
			const isCorrected = time === latest?.time && revisionOf(quality) > revisionOf(latest.quality);
			if (time <= (latest?.time ?? Number.NEGATIVE_INFINITY) && !isCorrected) continue;
			series.latest = { time, segment, value: rows.values.at(-1) ?? 0, quality };
			series.current = segment;
		}
		for (const [segment, rows] of parts) if (segment.kind === "counter") this.#counters.learn(series, segment, rows);
	}
}
