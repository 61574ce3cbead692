import { isAbsolute, join } from "node:path";
import { settlingTime } from "../../lib/exports/aggregate.ts";
import { columnLabels } from "../../lib/exports/column-labels.ts";
import { duePeriods, wholeDay } from "../../lib/exports/due-periods.ts";
import { channelsOf, type ExportChannel } from "../../lib/exports/export-channel.ts";
import { latePeriods } from "../../lib/exports/late-periods.ts";
import type { Layout } from "../../lib/exports/layout.ts";
import { layoutZoneName } from "../../lib/exports/layout-zone.ts";
import { type ExportedFile, runExport, type SourceQuery } from "../../lib/exports/run-export.ts";
import { selectChannels } from "../../lib/exports/select-channels.ts";
import type { Clock } from "../../lib/model/clock.ts";
import type { Reading } from "../../lib/model/reading.ts";
import type { Period, Schedule } from "../../lib/model/schedule.ts";
import type { Site } from "../../lib/site/open-site.ts";
import type { ExportCursor, ReadingLog } from "../../lib/store/reading-log.ts";
import { consumptionOf } from "./consumption.ts";
import { lateReadings } from "./late-readings.ts";

/** What one export works with. */
export interface ExportJobOptions {
	/** Name under which the log remembers how far the export is. */
	readonly job: string;
	readonly layout: Layout;
	/** Patterns of the datapoints to export; empty for all. */
	readonly datapoints: string;
	/** Absolute, or relative to the site's directory; empty for its exports. */
	readonly directory: string;
	readonly site: Site;
	readonly log: ReadingLog;
	readonly clock: Clock;
	readonly signal: AbortSignal;
}

type OnFile = (file: ExportedFile) => void;

function wanted({ devices, datapoints }: SourceQuery): (reading: Reading) => boolean {
	return ({ device, datapoint }) => devices.includes(device) && datapoints.includes(datapoint);
}

/** Writes the kept readings of a site into files and remembers up to where. */
export class ExportJob {
	readonly #options: ExportJobOptions;

	constructor(options: ExportJobOptions) {
		this.#options = options;
	}

	/** What the schedule owes up to `now`, period by period: a run that was missed is caught up, and what came late is handed on. */
	async runDue(schedule: Schedule, now: number, onFile: OnFile): Promise<void> {
		const { log, job, layout } = this.#options;
		await log.flush();
		let cursor = await log.readCursor(job);
		const periods = duePeriods({ schedule, watermark: cursor?.upto ?? null, now: now - settlingTime(layout) });
		for (const [index, period] of periods.entries()) {
			const next = periods[index + 1];
			// A file of a whole day needs to be written only once for all runs missed on that day.
			const isReplaced = next !== undefined && !layout.onlyNew && this.#day(next).from === this.#day(period).from;
			const late = await this.#handOnLate(cursor, period, onFile);
			if (!isReplaced) for (const file of await this.run(period)) onFile(file);
			cursor = { upto: period.to, late };
			await log.writeCursor(job, cursor.upto, cursor.late);
		}
	}

	/** A period without remembering it, or, for null, everything since the last file. */
	async runAsked(period: Period | null, now: number, onFile: OnFile): Promise<void> {
		const { log, job } = this.#options;
		await log.flush();
		if (period !== null) {
			for (const file of await this.run(period)) onFile(file);
			return;
		}
		const [cursor, span] = [await log.readCursor(job), await log.span()];
		const from = cursor?.upto ?? span?.first ?? now;
		// What was read a moment ago and is not kept yet belongs to the next file.
		const to = Math.max(from, Math.min(now, (span?.last ?? now) + 1));
		const late = await this.#handOnLate(cursor, { from, to }, onFile);
		for (const file of await this.run({ from, to })) onFile(file);
		await log.writeCursor(job, to, late);
	}

	/** A period; or the local day up to its end, where the layout always writes that. Throws the Failures of `runExport`. */
	async run(asked: Period): Promise<ExportedFile[]> {
		return await this.#write(this.#options.layout.onlyNew ? asked : this.#day(asked), null);
	}

	/** Readings that came, or were corrected, after their time had been handed on. Resolves with the number up to which that is done. */
	async #handOnLate(cursor: ExportCursor | null, next: Period, onFile: OnFile): Promise<number> {
		const { log, job, layout } = this.#options;
		// From here on, what comes into this period while it is being written counts as late, and is not lost.
		await log.writeCursor(`${job}:begun`, next.to);
		const mark = await log.lastLate();
		if (cursor === null) return mark;
		for await (const { readings, upto } of lateReadings(log, cursor.late, mark)) {
			const handedOn = readings.filter(({ time }) => time < cursor.upto);
			const isRaw = layout.onlyNew && layout.aggregate === "raw";
			if (isRaw) await this.#writeExactly(handedOn, onFile);
			else await this.#writeAgain(handedOn, { cursor, next, onFile });
			if (handedOn.length > 0) await log.writeCursor(job, cursor.upto, upto);
		}
		return mark;
	}

	async #writeExactly(readings: readonly Reading[], onFile: OnFile): Promise<void> {
		const [first, last] = [readings[0], readings.at(-1)];
		if (first === undefined || last === undefined) return;
		for (const file of await this.#write({ from: first.time, to: last.time + 1 }, readings)) onFile(file);
	}

	/** The days or intervals that changed; the day that is written next anyway is not. */
	async #writeAgain(
		readings: readonly Reading[],
		{ cursor, next, onFile }: { cursor: ExportCursor; next: Period; onFile: OnFile },
	): Promise<void> {
		const { layout, site } = this.#options;
		const channels = new Set((await this.#channels()).map(({ device, datapoint }) => `${device}\n${datapoint}`));
		const own = readings.filter(({ device, datapoint }) => channels.has(`${device}\n${datapoint}`));
		const times = own.map(({ time }) => time);
		const { from: coming } = layout.onlyNew ? next : this.#day(next);
		for (const period of latePeriods(layout, times, { timeZone: site.timeZone, before: cursor.upto })) {
			if (!layout.onlyNew && period.from === coming) continue;
			for (const file of await this.#write(period, null)) onFile(file);
		}
	}

	/** The files of a period, from exactly these readings where they are given. */
	async #write({ from, to }: Period, exactly: readonly Reading[] | null): Promise<ExportedFile[]> {
		const { layout, site, log, clock, signal } = this.#options;
		const channels = await this.#channels();
		if (channels.length === 0) return [];
		// A file of a whole day has the date of its day in its name, also when it is written after midnight.
		const now = layout.onlyNew ? clock.now() : Math.min(clock.now(), to - 1);
		return await runExport({
			layout,
			directory: this.#directory(),
			source: (query) => (exactly === null ? log.pages(query) : exactly.filter(wanted(query))),
			...(layout.aggregate === "delta" ? { consumption: consumptionOf(log, layout, site.timeZone) } : {}),
			context: { now, from, to, timeZone: site.timeZone, channels, fields: { site: site.name } },
			signal,
		});
	}

	#day(period: Period): Period {
		const { layout, site } = this.#options;
		return wholeDay(period, layoutZoneName(layout, site.timeZone));
	}

	#directory(): string {
		const { directory, site } = this.#options;
		if (directory === "") return site.exportsDirectory;
		return isAbsolute(directory) ? directory : join(site.directory, directory);
	}

	/** One column per series; a device's name and further fields come from the site. */
	async #channels(): Promise<readonly ExportChannel[]> {
		const { site, log, datapoints, layout } = this.#options;
		const devices = new Map((await site.devices.list()).map((device) => [device.id, device]));
		const chosen = selectChannels(await log.latest(), datapoints);
		const channels = channelsOf(chosen, ({ device }) => {
			const known = devices.get(device);
			return known === undefined ? {} : { ...(known.name === "" ? {} : { name: known.name }), ...known.meta };
		});
		return columnLabels(channels, layout);
	}
}
