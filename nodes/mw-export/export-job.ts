import { isAbsolute, join } from "node:path";
import { channelsOf, type ExportChannel } from "../../lib/exports/export-channel.ts";
import type { Layout } from "../../lib/exports/layout.ts";
import { type ExportedFile, runExport } from "../../lib/exports/run-export.ts";
import { duePeriods, type Period, type Schedule } from "../../lib/exports/schedule.ts";
import type { Clock } from "../../lib/model/clock.ts";
import type { Site } from "../../lib/site/open-site.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";

/** What one export works with. */
export interface ExportJobOptions {
	/** Name under which the log remembers how far the export is. */
	readonly job: string;
	readonly layout: Layout;
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
		const { log, job } = this.#options;
		const watermark = await log.readCursor(job);
		for (const period of duePeriods({ schedule, watermark, now })) {
			for (const file of await this.run(period)) onFile(file);
			await log.writeCursor(job, period.to);
		}
	}

	/** A period without remembering it, or, for null, everything since the last file. */
	async runAsked(period: Period | null, now: number, onFile: (file: ExportedFile) => void): Promise<void> {
		const { log, job } = this.#options;
		const from = (await log.readCursor(job)) ?? (await log.span())?.first ?? now;
		for (const file of await this.run(period ?? { from, to: now })) onFile(file);
		if (period === null) await log.writeCursor(job, now);
	}

	/** Throws the Failures of `runExport`. */
	async run({ from, to }: Period): Promise<ExportedFile[]> {
		const { layout, site, log, clock, signal } = this.#options;
		const channels = await this.#channels();
		if (channels.length === 0) return [];
		const fields = { site: site.name };
		return await runExport({
			layout,
			directory: this.#directory(),
			source: (query) => log.pages(query),
			context: { now: clock.now(), from, to, timeZone: site.timeZone, channels, fields },
			signal,
		});
	}

	#directory(): string {
		const { directory, site } = this.#options;
		if (directory === "") return site.exportsDirectory;
		return isAbsolute(directory) ? directory : join(site.directory, directory);
	}

	/** One column per series; a device's name and further fields come from the site. */
	async #channels(): Promise<ExportChannel[]> {
		const { site, log } = this.#options;
		const devices = new Map((await site.devices.list()).map((device) => [device.id, device]));
		return channelsOf(await log.latest(), ({ device }) => {
			const known = devices.get(device);
			return known === undefined ? {} : { ...(known.name === "" ? {} : { name: known.name }), ...known.meta };
		});
	}
}
