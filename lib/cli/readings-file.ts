import { existsSync, readFileSync } from "node:fs";
import { Failure } from "../model/failure.ts";
import { sqliteFailure } from "../model/sqlite-failure.ts";
import type { ChunkKey } from "../store/chunk/seal.ts";
import type { SqlInput, StoreDriver } from "../store/engine/store-driver.ts";
import { storeKeyOf } from "../store/store-key.ts";

/** Opens a readings file only to read it, also while a gateway writes it. Throws Failure `store-missing`, `store-failed`, `file-failed`. */
export async function openReadingsFile(path: string): Promise<StoreDriver> {
	if (!existsSync(path)) throw new Failure("file-failed", { path });
	const sqlite = await import("node:sqlite").catch((error: unknown) => {
		throw new Failure("store-missing", { node: process.version }, error);
	});
	try {
		const driver = new sqlite.DatabaseSync(path, { readOnly: true }) as StoreDriver;
		driver.prepare("SELECT sid FROM series LIMIT 1").get();
		return driver;
	} catch (error) {
		throw sqliteFailure(error, path);
	}
}

/** The key in a file: 32 bytes, or their 64 hex digits. Throws Failure `store-key` or `file-failed`. */
export function chunkKeys(path: string | undefined): ChunkKey[] {
	return path === undefined ? [] : [{ id: 1, bytes: keyIn(path) }];
}

function keyIn(path: string): Uint8Array {
	if (!existsSync(path)) throw new Failure("file-failed", { path });
	return storeKeyOf(readFileSync(path));
}

/** A number of an answer; 0 for nothing. */
export function numberOf(value: SqlInput | undefined): number {
	return Number(value ?? 0);
}
