import type { FailureCode } from "../model/failure.ts";
import type { Quantity } from "../model/quantity.ts";
import type { Reading } from "../model/reading.ts";
import type { Unit } from "../model/unit.ts";
import type { HistoryQuery, HistorySeries } from "./history/history-query.ts";

/** Which readings to hand out: half-open period [from, to) in UTC milliseconds, optionally only some devices or datapoints. */
export interface ReadingQuery {
	readonly from: number;
	readonly to: number;
	readonly devices?: readonly string[];
	readonly datapoints?: readonly string[];
	/** At most so many readings, the oldest first. */
	readonly limit?: number;
}

/** First and last time of anything kept, UTC milliseconds, both inclusive. */
export interface ReadingSpan {
	readonly first: number;
	readonly last: number;
}

/** A series that is kept: what is the same for all its readings, by its newest segment. */
export interface KeptSeries {
	readonly device: string;
	readonly datapoint: string;
	readonly quantity: Quantity;
	readonly unit: Unit;
	readonly kind: "gauge" | "counter" | "state";
	readonly first: number;
	readonly last: number;
}

/** How far a job has handed readings on. */
export interface ExportCursor {
	/** UTC ms: everything before was handed on. */
	readonly upto: number;
	/** Number of the last late or corrected reading that was handed on. */
	readonly late: number;
}

/** A reading that came, or was corrected, after its time had been handed on. */
export interface LateReading {
	readonly number: number;
	readonly reading: Reading;
}

/** What happened to a meter, or to the clock. */
export interface MeterEvent {
	readonly type: "reset" | "rollover" | "replaced" | "clockjump";
	/** UTC ms. */
	readonly time: number;
	/** Null for a jump of the clock. */
	readonly device: string | null;
	readonly datapoint: string | null;
	/** Exact decimal text of the counter, or UTC ms of the clock, before and after. */
	readonly before: string | null;
	readonly after: string | null;
	/** Who said so: `automatic`, or a user. */
	readonly by: string;
}

/** A meter was exchanged by hand. */
export interface MeterExchange {
	readonly device: string;
	readonly datapoint: string;
	readonly time: number;
	/** Last value of the old meter and first of the new one, exact decimal text in the unit of the series; null where unknown. */
	readonly end: string | null;
	readonly start: string | null;
	readonly by: string;
}

/** What a store says of itself. */
export interface StoreStatistics {
	/** Bytes of the files of the store. */
	readonly fileBytes: number;
	/** Bytes it may grow to; null for no limit. */
	readonly quotaBytes: number | null;
	readonly readings: number;
	readonly series: number;
	/** Bytes written to the medium since local midnight (UTC), and on the day before. */
	readonly writtenToday: number;
	readonly writtenYesterday: number;
	/** Readings deleted by retention or quota since the file was made. */
	readonly deletedReadings: number;
	/** Readings that wait for their commit. */
	readonly waiting: number;
	/** Chunks that could not be read. */
	readonly damagedChunks: number;
	readonly sealed: boolean;
	/** Why the last housekeeping failed; null where it did not. */
	readonly trouble: FailureCode | null;
}

/** Where readings are kept. Every method may fail with Failure `store-failed`, `file-full`, `store-quota`, `store-read-only` or `file-denied` (details: path). */
export interface ReadingLog {
	/** The file, for people. */
	readonly file: string;
	/**
	 * Resolves after the commit, with the number of readings that were new: on an equal series and time the first wins. Commits come every few
	 * seconds; `now` asks for one at once. Failure `input` (details: field) where one is no reading; then none is kept.
	 */
	append(readings: readonly Reading[], options?: { readonly now?: boolean }): Promise<number>;
	/** Commits what waits. */
	flush(): Promise<void>;
	/** Values that replace kept ones as a new revision; what they replace is kept for the record. Resolves with their number. */
	correct(readings: readonly Reading[], by: string): Promise<number>;
	/** Readings ordered by time, in pages; nothing is held open between two pages, years go through in constant memory. */
	pages(query: ReadingQuery): AsyncIterable<readonly Reading[]>;
	/** The same one by one. */
	query(query: ReadingQuery): AsyncIterable<Reading>;
	/** One answer per series asked for, in that order; a series that is not kept has no rows. Throws Failure `schedule`, `time-zone`, `input`. */
	history(query: HistoryQuery, signal?: AbortSignal): Promise<HistorySeries[]>;
	/** The newest reading of each series. */
	latest(): Promise<Reading[]>;
	series(): Promise<KeptSeries[]>;
	/** Null while nothing is kept. */
	span(): Promise<ReadingSpan | null>;
	/** Null before the job's first run. */
	readCursor(job: string): Promise<ExportCursor | null>;
	/** Leaves out `late`: it stays. */
	writeCursor(job: string, upto: number, late?: number): Promise<void>;
	/** Late or corrected readings with a number above `after`, at most `limit`. */
	late(after: number, limit: number): Promise<LateReading[]>;
	/** Number of the newest late reading; 0 for none. */
	lastLate(): Promise<number>;
	events(query: { readonly from: number; readonly to: number; readonly device?: string }): Promise<MeterEvent[]>;
	/** Starts a new segment of the counter. */
	exchange(exchange: MeterExchange): Promise<void>;
	/** The clock is right now: the readings of this run that were marked `clock-uncertain` move by so many ms, once. Resolves with their number. */
	trustClock(shiftMs: number): Promise<number>;
	/** The clock jumped: an event for the record. */
	clockJumped(before: number, after: number): Promise<void>;
	/** Deletes what is older than `before` (UTC milliseconds); resolves with the number of readings deleted. */
	prune(before: number): Promise<number>;
	/** Deletes all readings of a device without a trace (data protection); resolves with their number. */
	purge(device: string): Promise<number>;
	statistics(): Promise<StoreStatistics>;
	/** Compacts, merges and deletes what is due at `clock.now()`; the store does so by itself every few minutes. */
	maintain(signal?: AbortSignal): Promise<void>;
	/** Writes a copy that is consistent, while the log goes on. */
	copyTo(path: string): Promise<void>;
	/** Commits what waits and frees the file; never throws, and further calls fail with `store-failed`. */
	close(): Promise<void>;
}

/** An opened log, and what had to be done to open it. */
export interface OpenedLog {
	readonly log: ReadingLog;
	/** Path to which a damaged file was set aside, after all that could be read was copied from it; null in the ordinary case. */
	readonly damaged: string | null;
	/** What could not be saved from the damaged file. */
	readonly lostChunks: number;
}

/** How a log is kept. */
export interface StoreOptions {
	/** Milliseconds that a reading may wait for its commit; default 5 000. */
	readonly flushIntervalMs?: number;
	/** Most bytes of the file; default 85 % of its partition. */
	readonly quotaBytes?: number;
	/** Days that readings are kept; default until the quota. */
	readonly keepDays?: number;
	/** 32 bytes: chunks are sealed with AES-256-GCM. */
	readonly key?: Uint8Array;
	/** Id of this run of the machine, for readings before the clock is right. */
	readonly boot?: string;
}
