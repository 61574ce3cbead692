import { FLAG, REVISION } from "../flags.ts";
import type { Page, PageName } from "./page.ts";
import { outgoingValue, pageName, type TextOf } from "./pager.ts";
import type { StoredRow } from "./row-writer.ts";
import type { Series } from "./segment.ts";

/** Single rows as a page, in the order in which they come. */
export function rowPage(rows: readonly (StoredRow & { readonly series: Series })[], textOf: TextOf): Page {
	const page = {
		sids: new Int32Array(rows.length),
		times: new Float64Array(rows.length),
		values: new Float64Array(rows.length),
		flags: new Uint16Array(rows.length),
		deviceTimes: new Float64Array(rows.length).fill(Number.NaN),
		texts: new Map<number, string>(),
		names: new Map<number, PageName>(),
		next: null,
	};
	for (const [index, { series, segment, time, value: stored, quality }] of rows.entries()) {
		const flags = quality % REVISION;
		const { value, text } = outgoingValue(segment, stored, textOf);
		page.sids[index] = segment.sid;
		page.times[index] = time;
		page.values[index] = value;
		page.flags[index] = flags;
		if (text !== null && (flags & FLAG.invalid) === 0) page.texts.set(index, text);
		page.names.set(segment.sid, pageName(series, segment));
	}
	return page;
}
