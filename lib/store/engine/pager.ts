import { FLAG, REVISION } from "../flags.ts";
import type { Page, PageName, PageRequest } from "./page.ts";
import { placeIn, type SortedRows, sortRows } from "./page-rows.ts";
import type { RowSource } from "./row-source.ts";
import type { Segment, Series } from "./segment.ts";
import type { SeriesBook } from "./series-book.ts";
import { doubleOf, exactText, lostText, plainNumber } from "./stored-value.ts";

const DAY = 86_400_000;
/** Mantissas up to here always survive a double. */
const SAFE_MANTISSA = 1e15;

/** Finds the text of a number. */
export type TextOf = (id: number) => string;

/** What the pager works with. */
export interface PagerTools {
	readonly book: SeriesBook;
	readonly source: RowSource;
	readonly textOf: TextOf;
	/** First time at or after `from` at which anything may be kept; null where nothing follows. */
	readonly nextTime: (from: number, to: number) => number | null;
}

interface Window {
	readonly name: string;
	readonly from: number;
	readonly to: number;
	readonly rows: SortedRows;
	readonly deviceTimes: ReadonlyMap<string, number>;
}

/** The name of a segment, as it goes out. */
export function pageName({ device, datapoint }: Series, segment: Segment): PageName {
	const { quantity, unit, kind, value, modulus } = segment;
	return { device, datapoint, quantity, unit, kind, value, modulus };
}

/** The value of a row as double and, where that is not all, as text. */
export function outgoingValue(
	segment: Segment,
	stored: number | bigint,
	textOf: TextOf,
): { value: number; text: string | null } {
	const { type, exponent } = segment;
	if (segment.value === "text") return { value: Number.NaN, text: textOf(Number(stored)) };
	if (segment.value === "decimal") {
		const text = textOf(Number(stored));
		return { value: Number(text), text };
	}
	if (type === 3) return { value: doubleOf(BigInt(stored)), text: null };
	if (type === 0 && Math.abs(Number(stored)) <= SAFE_MANTISSA && exponent >= -22) {
		return { value: plainNumber(Number(stored), exponent), text: null };
	}
	const text = exactText(stored, exponent, type);
	return { value: Number(text), text: lostText(text, Number(text)) };
}

/** Hands out readings in the order of time, a day at most at once. */
export class Pager {
	readonly #tools: PagerTools;
	/** The day last looked at: it is asked for page by page. */
	#window: Window | null = null;

	constructor(tools: PagerTools) {
		this.#tools = tools;
	}

	/** After anything has changed. */
	forget(): void {
		this.#window = null;
	}

	page(request: PageRequest): Page {
		const { to, limit } = request;
		let { time, skip } = request.from;
		for (;;) {
			const next = this.#tools.nextTime(time, to);
			if (next === null) return this.#pageOf(null, 0, 0);
			if (next > time) [time, skip] = [next, 0];
			const window = this.#windowAt(request, time);
			const start = placeIn(window.rows, time, skip);
			if (start >= window.rows.times.length) {
				[time, skip] = [window.to, 0];
				continue;
			}
			return this.#pageOf(window, start, Math.min(window.rows.times.length, start + limit));
		}
	}

	#windowAt(request: PageRequest, time: number): Window {
		const from = Math.floor(time / DAY) * DAY;
		const to = Math.min(from + DAY, request.to);
		const names = [request.devices, request.datapoints].map((set) => (set === null ? "*" : [...set].join("\n")));
		const name = `${from} ${to}\n${names.join("\n\n")}`;
		if (this.#window?.name === name) return this.#window;
		const wanted = this.#tools.book.all.filter(
			({ device, datapoint, isHidden }) =>
				(request.devices?.has(device) ?? true) && (isHidden || (request.datapoints?.has(datapoint) ?? true)),
		);
		const found = this.#tools.source.read(
			wanted.flatMap(({ segments }) => segments),
			from,
			to,
		);
		const parts = wanted.flatMap((series) =>
			series.segments.flatMap((segment) => {
				const rows = found.get(segment.sid);
				return rows === undefined ? [] : [{ segment, series, rows }];
			}),
		);
		const visible = parts.filter(({ series }) => !series.isHidden);
		const deviceTimes = new Map<string, number>();
		for (const { series, segment, rows } of parts.filter((part) => part.series.isHidden)) {
			for (const [index, at] of rows.times.entries()) {
				deviceTimes.set(`${series.did} ${at}`, plainNumber(Number(rows.values[index]), segment.exponent));
			}
		}
		const window = { name, from, to, rows: sortRows(visible, from), deviceTimes };
		this.#window = window;
		return window;
	}

	#pageOf(window: Window | null, start: number, end: number): Page {
		const count = end - start;
		const page = {
			sids: new Int32Array(count),
			times: new Float64Array(count),
			values: new Float64Array(count),
			flags: new Uint16Array(count),
			deviceTimes: new Float64Array(count),
			texts: new Map<number, string>(),
			names: new Map<number, PageName>(),
		};
		if (window === null) return { ...page, next: null };
		for (let index = start; index < end; index += 1) this.#fill(page, window, index, index - start);
		return { ...page, next: this.#endOf(window, start, end) };
	}

	#endOf({ rows, to }: Window, start: number, end: number): Page["next"] {
		if (end >= rows.times.length) return { time: to, skip: 0 };
		const time = rows.times[end] ?? 0;
		let skip = 0;
		while (end - 1 - skip >= 0 && rows.times[end - 1 - skip] === time) skip += 1;
		return { time, skip: start === end ? 0 : skip };
	}

	#fill(
		page: Omit<Page, "next"> & { texts: Map<number, string>; names: Map<number, PageName> },
		window: Window,
		index: number,
		at: number,
	): void {
		const part = window.rows.parts[window.rows.part[index] ?? 0];
		if (part === undefined) return;
		const { segment, series, rows } = part;
		const row = window.rows.row[index] ?? 0;
		const flags = (rows.quality[row] ?? 0) % REVISION;
		const { value, text } = outgoingValue(segment, rows.values[row] ?? 0, this.#tools.textOf);
		page.sids[at] = segment.sid;
		page.times[at] = window.rows.times[index] ?? 0;
		page.values[at] = value;
		page.flags[at] = flags;
		const isTold = window.deviceTimes.size > 0;
		page.deviceTimes[at] =
			(isTold ? window.deviceTimes.get(`${series.did} ${page.times[at]}`) : undefined) ?? Number.NaN;
		if (text !== null && (flags & FLAG.invalid) === 0) page.texts.set(at, text);
		if (!page.names.has(segment.sid)) page.names.set(segment.sid, pageName(series, segment));
	}
}
