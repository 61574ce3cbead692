import type { Reading } from "../model/reading.ts";

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

/** Where readings are kept. Every method may fail with Failure `store-failed`, `file-full` or `file-denied` (details: path). */
export interface ReadingLog {
	/** The file, for people. */
	readonly file: string;
	/** Resolves after the commit, with the number of readings that were new: on an equal series and time the first wins. Failure `input` (details: field) where one is no reading; then none is kept. */
	append(readings: readonly Reading[]): Promise<number>;
	/** Readings ordered by time, in pages; nothing is held open between two pages. */
	pages(query: ReadingQuery): AsyncIterable<readonly Reading[]>;
	/** The same one by one. */
	query(query: ReadingQuery): AsyncIterable<Reading>;
	/** The newest reading of each series. */
	latest(): Promise<Reading[]>;
	/** Null while nothing is kept. */
	span(): Promise<ReadingSpan | null>;
	/** Up to where a job has exported, UTC milliseconds; null before its first run. */
	readCursor(job: string): Promise<number | null>;
	writeCursor(job: string, time: number): Promise<void>;
	/** Deletes what is older than `before` (UTC milliseconds); resolves with the number of readings deleted. */
	prune(before: number): Promise<number>;
	/** Frees the file; never throws, and further calls fail with `store-failed`. */
	close(): Promise<void>;
}

/** An opened log, and what had to be done to open it. */
export interface OpenedLog {
	readonly log: ReadingLog;
	/** Path to which a damaged file was set aside before a fresh one was made; null in the ordinary case. */
	readonly damaged: string | null;
}
