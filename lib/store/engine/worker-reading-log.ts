import type { Clock } from "../../model/clock.ts";
import { Failure, type FailureCode, toFailure } from "../../model/failure.ts";
import type { Reading } from "../../model/reading.ts";
import type { HistoryQuery, HistorySeries } from "../history/history-query.ts";
import type {
	ExportCursor,
	KeptSeries,
	LateReading,
	MeterEvent,
	MeterExchange,
	ReadingLog,
	ReadingQuery,
	ReadingSpan,
	StoreOptions,
	StoreStatistics,
} from "../reading-log.ts";
import type { Batch } from "./batch.ts";
import { BatchWriter } from "./batch-writer.ts";
import { checkReading } from "./check-reading.ts";
import { GroupCommit } from "./group-commit.ts";
import { FIRST_RANK, type Page, type PageEnd, type PageName, type PageRequest } from "./page.ts";
import { pageReadings } from "./page-readings.ts";
import type { HostReport } from "./store-host.ts";
import { WorkerLink } from "./worker-link.ts";

const FLUSH_MS = 5000;
const MAINTENANCE_MS = 300_000;
const DAY = 86_400_000;
const PAGE = 2000;
const SERIES_AT_ONCE = 250;
/** Days of one series that a message of the history holds. */
const SERIES_DAYS = 4000;
/** Readings are checked in slices, so that the main thread is free in between. */
const SLICE = 2000;

/** The readings of a file, kept by a worker thread. */
export class WorkerReadingLog implements ReadingLog {
	readonly file: string;
	readonly #clock: Clock;
	readonly #link: WorkerLink;
	readonly #group: GroupCommit;
	readonly #pageNames = new Map<number, PageName>();
	#cancelMaintenance: () => void = () => undefined;
	#trouble: FailureCode | null = null;
	#isClosed = false;

	private constructor(file: string, clock: Clock, options: StoreOptions) {
		this.file = file;
		this.#clock = clock;
		const opening = () => ({ ...options, path: file, now: clock.now() });
		this.#link = new WorkerLink(() => [
			{ method: "open", parameters: [opening()] },
			{ method: "append", parameters: [this.#names(), clock.now()] },
		]);
		const commit = (batch: Batch) => this.#link.ask("append", batch, clock.now());
		this.#group = new GroupCommit({ clock, flushIntervalMs: options.flushIntervalMs ?? FLUSH_MS, commit });
	}

	/** Throws the Failures of `openReadingLog`. */
	static async open(
		file: string,
		clock: Clock,
		options: StoreOptions,
	): Promise<{ log: WorkerReadingLog } & HostReport> {
		const log = new WorkerReadingLog(file, clock, options);
		try {
			const report = await log.#link.ask("open", { ...options, path: file, now: clock.now() });
			log.#planMaintenance();
			return { log, ...report };
		} catch (error) {
			await log.#link.end();
			throw error;
		}
	}

	async append(readings: readonly Reading[], { now = false }: { readonly now?: boolean } = {}): Promise<number> {
		this.#check();
		for (const reading of readings) checkReading(reading);
		let added: Promise<number>[] = [];
		for (let from = 0; from < readings.length; from += SLICE) {
			const isLast = from + SLICE >= readings.length;
			added = [...added, this.#group.add(readings.slice(from, from + SLICE), now && isLast)];
			if (!isLast) await new Promise<void>((resolve) => setImmediate(resolve));
		}
		const counts = await Promise.all(added);
		return counts.reduce((sum, count) => sum + count, 0);
	}

	async flush(): Promise<void> {
		await this.#group.flush();
	}

	async correct(readings: readonly Reading[], by: string): Promise<number> {
		this.#check();
		for (const reading of readings) checkReading(reading);
		return await this.#link.ask("correct", await this.#group.batchOf(readings), by, this.#clock.now());
	}

	async *pages({ from, to, devices, datapoints, limit }: ReadingQuery): AsyncGenerator<readonly Reading[]> {
		await this.#group.flush();
		let rest = limit ?? Number.MAX_SAFE_INTEGER;
		const wanted = {
			devices: devices === undefined ? null : new Set(devices),
			datapoints: datapoints === undefined ? null : new Set(datapoints),
		};
		const ask = (place: PageEnd | null) =>
			place === null || rest <= 0 ? null : this.#page({ ...wanted, from: place, to, limit: Math.min(PAGE, rest) });
		let coming = ask({ time: Math.max(0, Math.ceil(from)), rank: FIRST_RANK });
		while (coming !== null) {
			const page = await coming;
			rest -= page.times.length;
			// The worker reads the next page while this one is worked on.
			coming = ask(page.next);
			coming?.catch(toFailure);
			if (page.times.length > 0) yield pageReadings(page, this.#pageNames);
		}
	}

	async *query(query: ReadingQuery): AsyncGenerator<Reading> {
		for await (const page of this.pages(query)) yield* page;
	}

	async history(query: HistoryQuery, signal?: AbortSignal): Promise<HistorySeries[]> {
		await this.#group.flush();
		const answers: HistorySeries[][] = [];
		// Some at a time: so a long question can be taken back, and others are answered in between.
		const days = Math.max(1, (query.to - query.from) / DAY);
		const size = Math.max(1, Math.min(SERIES_AT_ONCE, Math.floor(SERIES_DAYS / days)));
		for (let from = 0; from < query.series.length; from += size) {
			if (signal?.aborted === true) throw new Failure("cancelled");
			const series = query.series.slice(from, from + size);
			answers.push(await this.#ask("history", { ...query, series }));
		}
		return answers.flat();
	}

	async latest(): Promise<Reading[]> {
		await this.#group.flush();
		return pageReadings(this.#learned(await this.#ask("latest")), this.#pageNames);
	}

	async series(): Promise<KeptSeries[]> {
		await this.#group.flush();
		return await this.#ask("series");
	}

	async span(): Promise<ReadingSpan | null> {
		await this.#group.flush();
		return await this.#ask("span");
	}

	async readCursor(job: string): Promise<ExportCursor | null> {
		return await this.#ask("readCursor", job);
	}

	async writeCursor(job: string, upto: number, late?: number): Promise<void> {
		await this.#ask("writeCursor", job, upto, late ?? null);
	}

	async late(after: number, limit: number): Promise<LateReading[]> {
		await this.#group.flush();
		const { numbers, page } = await this.#ask("late", after, limit);
		return pageReadings(this.#learned(page), this.#pageNames).map((reading, index) => ({
			number: numbers[index] ?? 0,
			reading,
		}));
	}

	async lastLate(): Promise<number> {
		return await this.#ask("lastLate");
	}

	async events(query: { readonly from: number; readonly to: number; readonly device?: string }): Promise<MeterEvent[]> {
		await this.#group.flush();
		return await this.#ask("events", query);
	}

	async exchange(exchange: MeterExchange): Promise<void> {
		await this.#group.flush();
		await this.#ask("exchange", exchange);
	}

	async trustClock(shiftMs: number): Promise<number> {
		await this.#group.flush();
		return await this.#ask("trustClock", shiftMs);
	}

	async clockJumped(before: number, after: number): Promise<void> {
		await this.#ask("clockJumped", before, after);
	}

	async prune(before: number): Promise<number> {
		await this.#group.flush();
		return await this.#ask("prune", before);
	}

	async purge(device: string): Promise<number> {
		await this.#group.flush();
		return await this.#ask("purge", device);
	}

	async statistics(): Promise<StoreStatistics> {
		const kept = await this.#ask("statistics", this.#clock.now());
		return { ...kept, waiting: this.#group.waiting, trouble: this.#trouble };
	}

	async maintain(): Promise<void> {
		await this.#group.flush();
		try {
			await this.#ask("maintain", this.#clock.now());
			this.#trouble = null;
		} catch (error) {
			this.#trouble = toFailure(error).code;
			throw error;
		}
	}

	async copyTo(path: string): Promise<void> {
		await this.#group.flush();
		await this.#ask("copyTo", path);
	}

	async close(): Promise<void> {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#cancelMaintenance();
		// Those who were held back come as soon as there is room.
		do await this.#group.flush();
		while (this.#group.waiting > 0);
		this.#group.close();
		// A worker that is gone has nothing left to close.
		await this.#link.ask("close", this.#clock.now()).catch(toFailure);
		await this.#link.end();
	}

	/** What a page is told of names is told once. */
	#learned(page: Page): Page {
		for (const [sid, name] of page.names) this.#pageNames.set(sid, name);
		return page;
	}

	async #page(request: PageRequest): Promise<Page> {
		return this.#learned(await this.#ask("page", request));
	}

	/** Kills the worker as a crash would, for tests. */
	async crash(): Promise<void> {
		await this.#link.crash();
	}

	readonly #ask: WorkerLink["ask"] = (method, ...parameters) => {
		this.#check();
		return this.#link.ask(method, ...parameters);
	};

	#check(): void {
		if (this.#isClosed) throw new Failure("store-failed", { path: this.file, message: "closed" });
	}

	/** An empty batch that names everything. */
	#names(): Batch {
		const writer = new BatchWriter();
		return { ...writer.take(), fresh: this.#group.writer.known };
	}

	#planMaintenance(): void {
		this.#cancelMaintenance = this.#clock.schedule(MAINTENANCE_MS, () => {
			if (this.#isClosed) return;
			// What fails is shown by the statistics, and tried again.
			this.maintain()
				.catch(toFailure)
				.finally(() => {
					if (!this.#isClosed) this.#planMaintenance();
				});
		});
	}
}
