import { windowOf } from "../../lib/exports/aggregate.ts";
import type { Layout } from "../../lib/exports/layout.ts";
import { layoutZoneName } from "../../lib/exports/layout-zone.ts";
import type { SourceQuery } from "../../lib/exports/run-export.ts";
import { Grid, nominalLength, parseInterval } from "../../lib/model/interval.ts";
import type { Reading } from "../../lib/model/reading.ts";
import { Zone } from "../../lib/model/zone.ts";
import { qualityOf, reasonOf } from "../../lib/store/engine/quality-flags.ts";
import type { HistorySeries, SeriesName } from "../../lib/store/history/history-query.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";
import { askHistory } from "../ask-history.ts";

const DAY = 86_400_000;
/** So many counters are asked for at once: a year of them fits into the memory of the store. */
const SERIES_AT_ONCE = 50;

/** Intervals as readings that are stamped with the start. */
function readingsOf({ device, datapoint, quantity, unit, t, v, q, exact }: HistorySeries): Reading[] {
	return Array.from(t, (time, index) => {
		const flags = q[index] ?? 0;
		const reason = reasonOf(flags);
		const text = exact?.[index];
		return {
			...{ device, datapoint, quantity, unit, time },
			value: v[index] ?? 0,
			...(text === undefined ? {} : { exact: text }),
			quality: qualityOf(flags),
			...(reason === null ? {} : { reason }),
		};
	});
}

/** Local days, or one interval after the other where those are longer, so that years go through in constant memory. */
function* slices(layout: Layout, zone: Zone, { from, to }: SourceQuery): Generator<{ from: number; to: number }> {
	const interval = parseInterval(layout.interval);
	const grid = new Grid(nominalLength(interval) > DAY ? interval : { unit: "day", count: 1 }, zone);
	for (let start = from; start < to; start = grid.next(start))
		yield { from: start, to: Math.min(to, grid.next(start)) };
}

/** The consumption of the wanted counters per interval of a layout, right over roll-overs, resets and exchanges. */
export function consumptionOf(log: ReadingLog, layout: Layout, timeZone: string) {
	const zone = new Zone(layoutZoneName(layout, timeZone));
	const shared = { step: layout.interval, zone: zone.name, aggregate: "delta", exact: true } as const;
	return async function* (query: SourceQuery): AsyncGenerator<readonly Reading[]> {
		const kept = await log.series();
		const series: SeriesName[] = kept.filter(
			({ kind, device, datapoint }) =>
				kind === "counter" && query.devices.includes(device) && query.datapoints.includes(datapoint),
		);
		for (const slice of slices(layout, zone, query)) {
			const readings: Reading[] = [];
			for (let first = 0; first < series.length; first += SERIES_AT_ONCE) {
				const part = series.slice(first, first + SERIES_AT_ONCE);
				const answers = await askHistory(log, { ...shared, ...slice, windowMs: windowOf(layout), series: part });
				readings.push(...answers.flatMap((answer) => (answer === null ? [] : readingsOf(answer))));
			}
			yield readings.filter(({ time }) => time >= slice.from && time < slice.to).sort((a, b) => a.time - b.time);
		}
	};
}
