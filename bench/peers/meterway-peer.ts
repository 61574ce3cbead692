import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Reading } from "../../lib/model/reading.ts";
import { PARK_COLUMNS, PARK_START } from "../../lib/simulation/reference-park.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import type { SeriesName } from "../../lib/store/history/history-query.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";
import type { Moment, StorePeer } from "./store-peer.ts";

const DAY = 86_400_000;
/** A day is compacted when it is over for an hour. */
const COMPACTED_AFTER = 2 * 3_600_000;

/** The store itself, with its housekeeping at simulated times: one commit per round of all meters. */
export class MeterwayPeer implements StorePeer {
	readonly name = "Meterway";
	readonly log: ReadingLog;
	/** For how long each append kept the main thread from other work: its own processor time, whatever else the machine does. */
	readonly blockedMs: number[] = [];
	readonly #directory: string;
	readonly #clock: SimulatedClock;

	private constructor(log: ReadingLog, directory: string, clock: SimulatedClock) {
		this.log = log;
		this.#directory = directory;
		this.#clock = clock;
	}

	static async start(): Promise<MeterwayPeer> {
		const directory = mkdtempSync(join(tmpdir(), "mw-store-"));
		const clock = new SimulatedClock(PARK_START);
		const { log } = await openReadingLog(join(directory, "readings.db"), { clock });
		return new MeterwayPeer(log, directory, clock);
	}

	async ingest(moments: Iterable<Moment>): Promise<void> {
		for (const moment of moments) {
			await this.#clock.advance(Math.max(0, moment.time - this.#clock.now()));
			const readings = readingsOf(moment);
			const before = process.threadCpuUsage();
			const kept = this.log.append(readings, { now: true });
			const { user, system } = process.threadCpuUsage(before);
			this.blockedMs.push((user + system) / 1000);
			await kept;
		}
	}

	/** Lets the last day end, and be compacted. */
	async settle(): Promise<void> {
		const end = Math.ceil(this.#clock.now() / DAY) * DAY + COMPACTED_AFTER;
		await this.#clock.advance(end - this.#clock.now());
		await this.log.maintain();
	}

	/** Without the room that the rows of two days leave behind, which those of the next days fill. */
	async bytes(): Promise<number> {
		await this.settle();
		const copy = join(this.#directory, "copy.db");
		await this.log.copyTo(copy);
		const database = new DatabaseSync(copy);
		database.exec("VACUUM");
		database.close();
		return statSync(copy).size;
	}

	async chart(series: number): Promise<number> {
		return await this.chartBetween(seriesName(series), 0, this.#clock.now());
	}

	/** Points of a series within [from, to), UTC ms. */
	async chartBetween(name: SeriesName, from: number, to: number): Promise<number> {
		const period = { from, to, step: "raw", zone: "UTC", aggregate: "last" } as const;
		const [answer] = await this.log.history({ series: [name], ...period });
		return answer?.t.length ?? 0;
	}

	async stop(): Promise<void> {
		await this.log.close();
		rmSync(this.#directory, { recursive: true, force: true });
	}
}

/** Name of a series of the park by its number. */
export function seriesName(series: number): SeriesName {
	const column = PARK_COLUMNS[series % PARK_COLUMNS.length] ?? PARK_COLUMNS[0];
	const meter = 10_000_000 + Math.floor(series / PARK_COLUMNS.length);
	return { device: `mbus:KAM-${meter}-35-04`, datapoint: column.datapoint };
}

function readingsOf({ time, values }: Moment): Reading[] {
	return Array.from(values, (value, series) => {
		const { quantity, unit } = PARK_COLUMNS[series % PARK_COLUMNS.length] ?? PARK_COLUMNS[0];
		return { ...seriesName(series), quantity, unit, value, time, quality: "good" };
	});
}
