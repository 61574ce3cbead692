import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../lib/simulation/seeded-random.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import type { StoreOptions } from "../../lib/store/reading-log.ts";
import { correctionOf, ROUND_INTERVAL, readingsOf, roundTime } from "./power-loss/rounds.ts";

/** Rounds in a filled store: a month in month chunks, some weeks in day chunks, a day of hot rows. */
export const FILLED_ROUNDS = 440;

const HOT_ROUNDS = 20;

/** The files of a store that holds `FILLED_ROUNDS` rounds. */
export interface FilledStore {
	readonly database: Buffer;
	/** As if the power had failed: the database as it was then, and the write-ahead log beside it. */
	readonly unclean: { readonly database: Buffer; readonly log: Buffer };
	/** UTC ms after the last round. */
	readonly end: number;
}

/** Table after table, so that every damage hits the same on every run. */
function sortPages(file: string): void {
	const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
	const database = new DatabaseSync(file);
	database.exec("VACUUM");
	database.close();
}

/** Fills a store round by round, with housekeeping every day. */
export async function fillStore(options: StoreOptions = {}): Promise<FilledStore> {
	const directory = mkdtempSync(join(tmpdir(), "meterway-"));
	const file = join(directory, "readings.db");
	try {
		const clock = new SimulatedClock(roundTime(0));
		const { log } = await openReadingLog(file, { clock, ...options });
		for (let round = 0; round < FILLED_ROUNDS; round += 1) {
			await log.append(readingsOf(round), { now: true });
			if (round > 0) await log.correct(correctionOf(round), "test");
			// The last ones stay hot: their day is not over.
			if (round >= FILLED_ROUNDS - HOT_ROUNDS) continue;
			await clock.advance(ROUND_INTERVAL);
			if (round % 40 === 0) await log.maintain();
		}
		const unclean = { database: readFileSync(file), log: readFileSync(`${file}-wal`) };
		await log.close();
		sortPages(file);
		return { database: readFileSync(file), unclean, end: clock.now() };
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

/** So many bytes that mean nothing, the same for the same seed. */
export function garbage(length: number, seed = 1): Buffer {
	const random = seededRandom(seed);
	return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

/** Lays the files of a store into a directory; the path of the database. */
export function layOut(directory: string, database: Uint8Array, log?: Uint8Array): string {
	const path = join(directory, "readings.db");
	writeFileSync(path, database);
	if (log !== undefined) writeFileSync(`${path}-wal`, log);
	else if (existsSync(`${path}-wal`)) rmSync(`${path}-wal`);
	copyFileSync(path, `${path}.original`);
	return path;
}
