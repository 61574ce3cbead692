import { Failure } from "../../model/failure.ts";
import { answerHistory } from "../history/answer-history.ts";
import type { HistoryQuery } from "../history/history-query.ts";
import type { MeterExchange } from "../reading-log.ts";
import type { Batch } from "./batch.ts";
import { packColumns } from "./pack-columns.ts";
import type { PageRequest } from "./page.ts";
import { type HostOptions, type HostReport, StoreHost } from "./store-host.ts";

/** What a worker does, method by method; times are UTC ms of the main thread's clock. */
export class StoreMethods {
	#host: StoreHost | null = null;

	async open(options: HostOptions): Promise<HostReport> {
		this.#host?.close(options.now);
		this.#host = null;
		const { host, report } = await StoreHost.open(options);
		this.#host = host;
		return report;
	}

	append(batch: Batch, now: number): Promise<Uint8Array> {
		return this.#open().append(batch, now);
	}

	correct(batch: Batch, by: string, at: number): number {
		return this.#open().core.correct(batch, { by, at });
	}

	page(request: PageRequest) {
		return this.#open().core.page(request);
	}

	history(query: HistoryQuery) {
		return packColumns(answerHistory(this.#open().core, query));
	}

	latest() {
		return this.#open().core.answers.latest();
	}

	series() {
		return this.#open().core.answers.series();
	}

	span() {
		return this.#open().core.answers.span();
	}

	readCursor(job: string) {
		return this.#open().core.answers.readCursor(job);
	}

	writeCursor(job: string, upto: number, late: number | null): void {
		this.#open().core.writeCursor(job, upto, late);
	}

	late(after: number, limit: number) {
		return this.#open().core.answers.late(after, limit);
	}

	lastLate(): number {
		return this.#open().core.answers.lastLate();
	}

	events(query: { from: number; to: number; device?: string }) {
		return this.#open().core.answers.events(query);
	}

	exchange(exchange: MeterExchange): void {
		this.#open().core.exchange(exchange);
	}

	trustClock(shiftMs: number): number {
		return this.#open().core.trustClock(shiftMs);
	}

	clockJumped(before: number, after: number): void {
		this.#open().core.clockJumped(before, after);
	}

	prune(before: number): Promise<number> {
		return this.#open().prune(before);
	}

	purge(device: string): Promise<number> {
		return this.#open().purge(device);
	}

	statistics(now: number) {
		return this.#open().statistics(now);
	}

	maintain(now: number): Promise<void> {
		return this.#open().maintain(now);
	}

	copyTo(path: string): Promise<void> {
		return this.#open().copyTo(path);
	}

	close(now: number): void {
		this.#host?.close(now);
		this.#host = null;
	}

	/** An error of any method as a Failure. */
	failure(error: unknown): Failure {
		if (error instanceof Failure) return error;
		return this.#host?.failure(error) ?? new Failure("store-failed", { message: String(error) });
	}

	#open(): StoreHost {
		if (this.#host === null) throw new Failure("store-failed", { message: "closed" });
		return this.#host;
	}
}

/** Names of the methods that can be asked for. */
export type StoreMethod = Exclude<keyof StoreMethods, "failure">;
