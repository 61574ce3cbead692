import type { Clock } from "../model/clock.ts";
import { WorkerReadingLog } from "./engine/worker-reading-log.ts";
import type { OpenedLog, StoreOptions } from "./reading-log.ts";

/**
 * Opens or creates the readings file in a worker thread of its own. Throws Failure `store-missing` (no SQLite in this Node), `store-key` (a wrong
 * key), `file-denied`, `store-read-only`, `file-full`, `store-failed` (also for a file of a later version; details: version).
 */
export async function openReadingLog(
	file: string,
	options: { readonly clock: Clock } & StoreOptions,
): Promise<OpenedLog> {
	const { clock, ...rest } = options;
	return await WorkerReadingLog.open(file, clock, rest);
}
