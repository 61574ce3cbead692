import type { SeriesRows } from "../chunk/series-rows.ts";
import type { CounterDesk } from "./counter-desk.ts";
import type { HotRows } from "./hot-rows.ts";
import type { RowSource } from "./row-source.ts";
import type { Segment, Series } from "./segment.ts";
import type { SeriesBook } from "./series-book.ts";

const DAY = 86_400_000;

type Part = readonly [Segment, SeriesRows];

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
			const parts = series.segments.flatMap((segment): Part[] => {
				const own = rows.get(segment.sid);
				return own === undefined ? [] : [[segment, own]];
			});
			series.latest = undefined;
			if (parts.length > 0) this.#learn(series, parts);
		}
	}

	/** Looks up a series that has no hot rows. */
	readonly recall = (series: Series): void => {
		series.latest = null;
		const last = Math.max(...series.segments.map((segment) => segment.last ?? Number.NEGATIVE_INFINITY));
		if (!Number.isFinite(last)) return;
		const rows = this.#source.read(series.segments, Math.floor(last / DAY) * DAY - DAY, Number.MAX_SAFE_INTEGER);
		this.#learn(
			series,
			series.segments.flatMap((segment): Part[] => {
				const own = rows.get(segment.sid);
				return own === undefined ? [] : [[segment, own]];
			}),
		);
	};

	#learn(series: Series, parts: readonly Part[]): void {
		series.latest ??= null;
		for (const [segment, rows] of parts) {
			const time = rows.times.at(-1) ?? 0;
			if (time <= (series.latest?.time ?? Number.NEGATIVE_INFINITY)) continue;
			const quality = rows.quality.at(-1) ?? 0;
			series.latest = { time, segment, value: rows.values.at(-1) ?? 0, quality };
			series.current = segment;
		}
		for (const [segment, rows] of parts) if (segment.kind === "counter") this.#counters.learn(series, segment, rows);
	}
}
