import { isAbsolute, join } from "node:path";
import { settlingTime } from "../../lib/exports/aggregate.ts";
import { columnLabels } from "../../lib/exports/column-labels.ts";
import { duePeriods, wholeDay } from "../../lib/exports/due-periods.ts";
import { channelsOf, type ExportChannel } from "../../lib/exports/export-channel.ts";
import type { Layout } from "../../lib/exports/layout.ts";
import { type ExportedFile, runExport } from "../../lib/exports/run-export.ts";
import { selectChannels } from "../../lib/exports/select-channels.ts";
import { zoneNameOf } from "../../lib/exports/time-text.ts";
import type { Clock } from "../../lib/model/clock.ts";
import type { Period, Schedule } from "../../lib/model/schedule.ts";
import type { Site } from "../../lib/site/open-site.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";

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

/** Writes the kept readings of a site into files and remembers up to where. */
export class ExportJob {
	readonly #options: ExportJobOptions;

	constructor(options: ExportJobOptions) {
		this.#options = options;
	}

	/** What the schedule owes up to `now`, period by period: a run that was missed is caught up. */
	async runDue(schedule: Schedule, now: number, onFile: (file: ExportedFile) => void): Promise<void> {
		const { log, job, layout } = this.#options;
		const watermark = await log.readCursor(job);
		const periods = duePeriods({ schedule, watermark, now: now - settlingTime(layout) });
		for (const [index, period] of periods.entries()) {
			const next = periods[index + 1];
			// A file of a whole day needs to be written only once for all runs missed on that day.
			const isReplaced = next !== undefined && !layout.onlyNew && this.#day(next).from === this.#day(period).from;
			if (!isReplaced) for (const file of await this.run(period)) onFile(file);
			await log.writeCursor(job, period.to);
		}
	}

	/** A period without remembering it, or, for null, everything since the last file. */
	async runAsked(period: Period | null, now: number, onFile: (file: ExportedFile) => void): Promise<void> {
		const { log, job } = this.#options;
		const span = await log.span();
		const from = (await log.readCursor(job)) ?? span?.first ?? now;
		// What was read a moment ago and is not kept yet belongs to the next file.
		const to = Math.max(from, Math.min(now, (span?.last ?? now) + 1));
		for (const file of await this.run(period ?? { from, to })) onFile(file);
		if (period === null) await log.writeCursor(job, to);
	}

	/** A period; or the local day up to its end, where the layout always writes that. Throws the Failures of `runExport`. */
	async run(asked: Period): Promise<ExportedFile[]> {
		const { layout, site, log, clock, signal } = this.#options;
		const channels = await this.#channels();
		if (channels.length === 0) return [];
		const { from, to } = layout.onlyNew ? asked : this.#day(asked);
		// A file of a whole day has the date of its day in its name, also when it is written after midnight.
		const now = layout.onlyNew ? clock.now() : Math.min(clock.now(), to - 1);
		return await runExport({
			layout,
			directory: this.#directory(),
			source: (query) => log.pages(query),
			context: { now, from, to, timeZone: site.timeZone, channels, fields: { site: site.name } },
			signal,
		});
	}

	#day(period: Period): Period {
		const { layout, site } = this.#options;
		return wholeDay(period, zoneNameOf(layout.dst, layout.tz === "" ? site.timeZone : layout.tz));
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
		const wanted = selectChannels(await log.latest(), datapoints);
		const channels = channelsOf(wanted, ({ device }) => {
			const known = devices.get(device);
			return known === undefined ? {} : { ...(known.name === "" ? {} : { name: known.name }), ...known.meta };
		});
		return columnLabels(channels, layout);
	}
}
