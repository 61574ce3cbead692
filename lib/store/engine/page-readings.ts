import type { Reading } from "../../model/reading.ts";
import { FLAG } from "../flags.ts";
import type { Page, PageName } from "./page.ts";
import { qualityOf, reasonOf } from "./quality-flags.ts";

function valueAt(page: Page, name: PageName, index: number): Reading["value"] {
	if (((page.flags[index] ?? 0) & FLAG.invalid) !== 0) return null;
	if (name.value === "text") return page.texts.get(index) ?? "";
	const value = page.values[index] ?? Number.NaN;
	return name.value === "boolean" ? value !== 0 : value;
}

function readingAt(page: Page, names: ReadonlyMap<number, PageName>, index: number): Reading | null {
	const name = names.get(page.sids[index] ?? -1);
	if (name === undefined) return null;
	const { device, datapoint, quantity, unit } = name;
	const flags = page.flags[index] ?? 0;
	const reason = reasonOf(flags);
	const deviceTime = page.deviceTimes[index] ?? Number.NaN;
	const exact = name.value === "text" ? undefined : page.texts.get(index);
	return {
		...{ device, datapoint, quantity, unit },
		value: valueAt(page, name, index),
		time: page.times[index] ?? 0,
		quality: qualityOf(flags),
		...(exact === undefined ? {} : { exact }),
		...(Number.isNaN(deviceTime) ? {} : { deviceTime }),
		...(reason === null ? {} : { reason }),
		...(name.modulus === null ? {} : { modulus: name.modulus }),
	};
}

/** The readings of a page; `names` holds those of the page and of all before it. */
export function pageReadings(page: Page, names: ReadonlyMap<number, PageName>): Reading[] {
	return Array.from(page.times, (_, index) => readingAt(page, names, index)).filter((reading) => reading !== null);
}
