import { Failure } from "../model/failure.ts";
import type { Reading } from "../model/reading.ts";
import { sourcePeriod } from "./aggregate.ts";
import type { ExportChannel, ExportContext } from "./export-channel.ts";
import { ExportWriter, isGrouped } from "./export-writer.ts";
import { filePlace } from "./file-name.ts";
import type { Layout } from "./layout.ts";
import { printEnvironment } from "./print-environment.ts";
import { type ReadingSource, streamExport } from "./write-export.ts";
import { type WrittenFile, writeFile } from "./write-file.ts";

/** Which readings a file needs, in the order of time; the period is half-open. */
export interface SourceQuery {
	readonly from: number;
	readonly to: number;
	readonly devices: readonly string[];
	readonly datapoints: readonly string[];
}

/** One run of an export. */
export interface ExportJob {
	readonly layout: Layout;
	/** Period and channels must be given. */
	readonly context: ExportContext & Required<Pick<ExportContext, "from" | "to" | "channels">>;
	readonly directory: string;
	readonly source: (query: SourceQuery) => ReadingSource;
	/** For `delta`: consumptions that are right over roll-overs and exchanges, one per interval and stamped with its start; default differences of the readings. */
	readonly consumption?: (query: SourceQuery) => ReadingSource;
	readonly signal?: AbortSignal;
}

/** A finished file of an export. */
export interface ExportedFile extends WrittenFile {
	readonly rows: number;
	/** Half-open period, UTC ms. */
	readonly from: number;
	readonly to: number;
}

function groupsOf(split: Layout["split"], channels: readonly ExportChannel[]): ExportChannel[][] {
	if (split === "site") return [[...channels]];
	if (split === "channel") return channels.map((channel) => [channel]);
	const groups = new Map<string, ExportChannel[]>();
	for (const channel of channels) groups.set(channel.device, [...(groups.get(channel.device) ?? []), channel]);
	return [...groups.values()];
}

function distinct(texts: readonly string[]): string[] {
	return [...new Set(texts)];
}

async function* flattened(source: ReadingSource): AsyncGenerator<Reading | readonly Reading[]> {
	for await (const item of source) yield item;
}

/** Grouped layouts want channel after channel, so each is asked for on its own. */
async function* readingsFor(
	job: ExportJob,
	channels: readonly ExportChannel[],
): AsyncGenerator<Reading | readonly Reading[]> {
	const { layout, context } = job;
	const { from, to, isConsumption } = context;
	const source = isConsumption === true ? (job.consumption ?? job.source) : job.source;
	const period = isConsumption === true ? { from, to } : sourcePeriod(layout, from, to);
	const parts = isGrouped(layout) ? channels.map((channel) => [channel]) : [channels];
	for (const part of parts) {
		const devices = distinct(part.map(({ device }) => device));
		const datapoints = distinct(part.map(({ datapoint }) => datapoint));
		yield* flattened(source({ ...period, devices, datapoints }));
	}
}

async function exportFile(job: ExportJob, channels: readonly ExportChannel[]): Promise<ExportedFile | null> {
	const { layout, directory, signal } = job;
	const isConsumption = layout.aggregate === "delta" && job.consumption !== undefined;
	const context = { ...job.context, channels, isConsumption };
	const writer = new ExportWriter(layout, context);
	const file = await writeFile({
		directory,
		layout,
		place: filePlace(printEnvironment(layout, context)),
		chunks: streamExport(writer, readingsFor({ ...job, context }, channels)),
		keep: () => writer.rows > 0,
		...(signal === undefined ? {} : { signal }),
	});
	return file === null ? null : { ...file, rows: writer.rows, from: context.from, to: context.to };
}

/** Writes the files of one period, one after the other; a file without rows is not written. Throws the Failures of `writeFile` and of the source; what was finished before stays. */
export async function runExport(job: ExportJob): Promise<ExportedFile[]> {
	const files: ExportedFile[] = [];
	for (const channels of groupsOf(job.layout.split, job.context.channels)) {
		if (job.signal?.aborted === true) throw new Failure("cancelled");
		const file = await exportFile(job, channels);
		if (file !== null) files.push(file);
	}
	return files;
}
