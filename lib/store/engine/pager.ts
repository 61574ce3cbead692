import { deviceTimeAt, deviceTimeNames, type HiddenRows, isTimed } from "./device-times.ts";
import { FIRST_RANK, type Page, type PageRequest } from "./page.ts";
import { isSortable, type PagePart, placeIn, type SortedRows, sortRows } from "./page-rows.ts";
import type { OutgoingRow, PageWriter } from "./page-writer.ts";
import type { RowSource } from "./row-source.ts";
import type { Series } from "./segment.ts";
import type { SeriesBook } from "./series-book.ts";
import { dayAt, type Stretch, type WindowPlan } from "./window-plan.ts";

/** After so many stretches without a reading others get their turn. */
const MOST_EMPTY = 30;

/** What the pager works with. */
export interface PagerTools {
	readonly book: SeriesBook;
	readonly source: RowSource;
	readonly plan: WindowPlan;
	readonly writer: PageWriter;
	/** First time at or after `from` at which anything may be kept; null where nothing follows. */
	readonly nextTime: (from: number, to: number) => number | null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** So many questions can go on side by side without a part of the file being read again for each page. */
const MOST_WINDOWS = 2;

interface Window extends Stretch {
	readonly filter: string;
	readonly rows: SortedRows;
}

function filterOf({ devices, datapoints, to }: PageRequest): string {
	return [devices, datapoints].map((set) => (set === null ? "*" : [...set].join("\n"))).join("\n\n") + String(to);
}

/** Hands out readings in the order of time, then of series. */
export class Pager {
	readonly #tools: PagerTools;
	/** What was last looked at, the newest first: it is asked for page by page, perhaps by two at a time. */
	#windows: Window[] = [];

	constructor(tools: PagerTools) {
		this.#tools = tools;
	}

	/** After anything has changed. */
	forget(): void {
		this.#windows = [];
	}

	/** At most `limit` readings; fewer, or none, do not mean that nothing follows. */
	page(request: PageRequest): Page {
		const wanted = this.#wanted(request);
		if (wanted.length === 0) return this.#tools.writer.page([]);
		let place = request.from;
		for (let turn = 0; turn < MOST_EMPTY; turn += 1) {
			const next = this.#tools.nextTime(place.time, request.to);
			if (next === null) return this.#tools.writer.page([]);
			if (next > place.time) place = { time: next, rank: FIRST_RANK };
			const window = this.#windowAt(request, wanted, place.time);
			const start = placeIn(window.rows, place);
			const end = Math.min(window.rows.times.length, start + request.limit);
			if (start < end) return this.#pageOf(window, start, end);
			place = { time: window.to, rank: FIRST_RANK };
		}
		return this.#tools.writer.filled(0, place, () => null);
	}

	#wanted({ devices, datapoints }: PageRequest): Series[] {
		return this.#tools.book.all.filter(
			({ device, datapoint, isHidden }) =>
				!isHidden && (devices?.has(device) ?? true) && (datapoints?.has(datapoint) ?? true),
		);
	}

	#windowAt(request: PageRequest, wanted: readonly Series[], time: number): Window {
		const filter = filterOf(request);
		const known = this.#windows.find((window) => window.filter === filter);
		if (known !== undefined && time >= known.from && time < known.to) return known;
		const { book, plan } = this.#tools;
		const stretch = plan.stretchAt(time, wanted.length / book.all.length);
		const rows = this.#sorted(wanted, stretch, request.to) ?? this.#sorted(wanted, dayAt(time), request.to);
		if (rows === null) throw new RangeError("a day has too many readings");
		const window = { filter, ...rows };
		this.#windows = [window, ...this.#windows.filter((other) => other !== known)].slice(0, MOST_WINDOWS);
		return window;
	}

	/** Null where there is too much to be sorted at once. */
	#sorted(wanted: readonly Series[], { from, to: end }: Stretch, last: number): Omit<Window, "filter"> | null {
		const to = Math.min(end, last);
		const { source, book } = this.#tools;
		const segments = wanted.flatMap((series) => series.segments);
		const hidden = new Map(
			wanted
				.filter(isTimed)
				.map((series) => [
					series,
					deviceTimeNames(series.datapoint).flatMap((name) => book.find(series.device, name)?.segments ?? []),
				]),
		);
		const found = source.read([...segments, ...new Set([...hidden.values()].flat())], from, to);
		const rowsOf = (segment: HiddenRows["segment"]): HiddenRows[] => {
			const rows = found.get(segment.sid);
			return rows === undefined ? [] : [{ segment, rows }];
		};
		const parts = wanted.flatMap((series): PagePart[] => {
			const deviceTimes = (hidden.get(series) ?? []).flatMap(rowsOf);
			const rank = series.segments[0]?.sid ?? 0;
			return series.segments.flatMap(rowsOf).map((part) => ({ series, rank, deviceTimes, ...part }));
		});
		const total = parts.reduce((sum, { rows }) => sum + rows.times.length, 0);
		return isSortable(total, to - from) ? { from, to, rows: sortRows(parts, from) } : null;
	}

	#pageOf({ rows, to }: Window, start: number, end: number): Page {
		const last = rows.parts[rows.part[end - 1] ?? 0];
		const isAll = end >= rows.times.length;
		const next = isAll ? { time: to, rank: FIRST_RANK } : { time: rows.times[end - 1] ?? to, rank: last?.rank ?? 0 };
		let reading: Writable<OutgoingRow> | null = null;
		return this.#tools.writer.filled(end - start, next, (index) => {
			const part = rows.parts[rows.part[start + index] ?? 0];
			if (part === undefined) return null;
			const row = rows.row[start + index] ?? 0;
			const { series, segment } = part;
			// One object for thousands of rows.
			reading ??= { series, segment, time: 0, value: 0, quality: 0, deviceTime: Number.NaN };
			reading.series = series;
			reading.segment = segment;
			reading.time = part.rows.times[row] ?? 0;
			reading.value = part.rows.values[row] ?? 0;
			reading.quality = part.rows.quality[row] ?? 0;
			reading.deviceTime = deviceTimeAt(part.deviceTimes, reading.time);
			return reading;
		});
	}
}
