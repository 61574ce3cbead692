import { FLAG, REVISION } from "../flags.ts";
import { outgoingValue, pageName, type TextOf } from "./outgoing-value.ts";
import type { Page, PageEnd, PageName } from "./page.ts";
import type { StoredRow } from "./row-writer.ts";
import type { Series } from "./segment.ts";

/** A row on its way out. */
export interface OutgoingRow extends StoredRow {
	readonly series: Series;
	/** NaN where the device said nothing of its own time. */
	readonly deviceTime: number;
}

type OpenPage = Page & { readonly texts: Map<number, string>; readonly names: Map<number, PageName> };

/** Makes pages, and tells every name once: thousands of names would cost more than the readings. */
export class PageWriter {
	readonly #textOf: TextOf;
	readonly #told = new Set<number>();

	constructor(textOf: TextOf) {
		this.#textOf = textOf;
	}

	/** After numbers of segments may have got another meaning. */
	forget(): void {
		this.#told.clear();
	}

	/** Rows as a page, in the order in which they come. */
	page(rows: readonly OutgoingRow[]): Page {
		return this.filled(rows.length, null, (index) => rows[index] ?? null);
	}

	/** A page of so many rows; `rowAt` may hand out one and the same object every time. */
	filled(count: number, next: PageEnd | null, rowAt: (index: number) => OutgoingRow | null): Page {
		const page = {
			sids: new Int32Array(count),
			times: new Float64Array(count),
			values: new Float64Array(count),
			flags: new Uint16Array(count),
			deviceTimes: new Float64Array(count),
			texts: new Map<number, string>(),
			names: new Map<number, PageName>(),
			next,
		};
		for (let index = 0; index < count; index += 1) {
			const row = rowAt(index);
			if (row !== null) this.#put(page, index, row);
		}
		return page;
	}

	#put(
		page: OpenPage,
		index: number,
		{ series, segment, time, value: stored, quality, deviceTime }: OutgoingRow,
	): void {
		const flags = quality % REVISION;
		const { value, text } = outgoingValue(segment, stored, this.#textOf);
		page.sids[index] = segment.sid;
		page.times[index] = time;
		page.values[index] = value;
		page.flags[index] = flags;
		page.deviceTimes[index] = deviceTime;
		if (text !== null && (flags & FLAG.invalid) === 0) page.texts.set(index, text);
		if (this.#told.has(segment.sid)) return;
		this.#told.add(segment.sid);
		page.names.set(segment.sid, pageName(series, segment));
	}
}
