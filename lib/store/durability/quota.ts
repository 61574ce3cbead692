import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { StoreDriver } from "../engine/store-driver.ts";

const SHARE_OF_PARTITION = 0.85;
const LEAST_PAGES = 64;
/** Above this share of the quota the oldest readings go, down to the lower one. */
const HIGH = 0.95;
const LOW = 0.9;
/** So many bytes in free pages, or this share of the file, are enough for what comes next. */
const ENOUGH_BYTES = 2_097_152;
const ENOUGH_SHARE = 0.1;

function pragma(driver: StoreDriver, name: string): number {
	return Number(driver.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

/** Bytes that a file may grow to on its partition: 85 % of what is free or already its own; null where the system does not say. */
export function partitionShare(path: string, ownBytes: number): number | null {
	try {
		const { bavail, bsize } = statfsSync(dirname(path));
		return Math.floor((bavail * bsize + ownBytes) * SHARE_OF_PARTITION);
	} catch {
		return null;
	}
}

/** Keeps a file below its quota. */
export class Quota {
	readonly #driver: StoreDriver;
	readonly bytes: number | null;

	/** Sets SQLite's own limit, so that the error comes while there is still room to delete. */
	constructor(driver: StoreDriver, path: string, wanted: number | undefined) {
		this.#driver = driver;
		this.bytes = wanted ?? partitionShare(path, this.fileBytes);
		if (this.bytes === null) return;
		const pages = Math.max(LEAST_PAGES, Math.floor(this.bytes / pragma(driver, "page_size")));
		driver.exec(`PRAGMA max_page_count = ${pages}`);
	}

	/** Bytes of the file. */
	get fileBytes(): number {
		return pragma(this.#driver, "page_count") * pragma(this.#driver, "page_size");
	}

	/** Bytes in use: pages that were freed are filled again first. */
	get usedBytes(): number {
		return this.fileBytes - this.#freeBytes;
	}

	/** True where the file has room within itself: deleting more would not help. */
	get hasFreePages(): boolean {
		return this.#freeBytes >= Math.min(ENOUGH_BYTES, ENOUGH_SHARE * this.fileBytes);
	}

	/** True where the oldest readings must go. */
	get isHigh(): boolean {
		return this.bytes !== null && this.usedBytes > HIGH * this.bytes;
	}

	/** True where enough has gone. */
	get isLow(): boolean {
		return this.bytes === null || this.usedBytes <= LOW * this.bytes;
	}

	get #freeBytes(): number {
		return pragma(this.#driver, "freelist_count") * pragma(this.#driver, "page_size");
	}
}
