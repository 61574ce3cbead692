import { existsSync, readFileSync } from "node:fs";
import { Failure } from "../model/failure.ts";
import { sqliteFailure } from "../model/sqlite-failure.ts";
import type { SqlInput, StoreDriver } from "../store/engine/store-driver.ts";
import { storeKeyOf } from "../store/store-key.ts";
import { type Arguments, textOption } from "./read-arguments.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** The one file that was named; throws WrongUsage for none or several. */
export function namedFile({ positionals }: Arguments): string {
	const [file, ...others] = positionals;
	if (file === undefined) throw new WrongUsage("missing", { what: "FILE" });
	if (others.length > 0) throw new WrongUsage("too-many", { text: others.join(" ") });
	return file;
}

/**
 * Opens a readings file only to read it, as it is at this moment, though a gateway may go on writing it. Throws Failure `store-missing`,
 * `store-failed`, `file-denied`, `file-failed`.
 */
export async function openReadingsFile(path: string): Promise<StoreDriver> {
	if (!existsSync(path)) throw new Failure("file-failed", { path });
	const sqlite = await import("node:sqlite").catch((error: unknown) => {
		throw new Failure("store-missing", { node: process.version }, error);
	});
	let driver: StoreDriver | null = null;
	try {
		driver = new sqlite.DatabaseSync(path, { readOnly: true }) as StoreDriver;
		driver.exec("BEGIN");
		driver.prepare("SELECT sid, value FROM series LIMIT 1").get();
		return driver;
	} catch (error) {
		driver?.close();
		throw sqliteFailure(error, path);
	}
}

/** The key in the file behind `--key`: 32 bytes, or their hexadecimal digits or base64; null without. Throws Failure `store-key` or `file-failed`. */
export function keyOption(given: Arguments): Uint8Array | null {
	const path = textOption(given, "key");
	if (path === undefined) return null;
	if (!existsSync(path)) throw new Failure("file-failed", { path });
	return storeKeyOf(readFileSync(path));
}

/** A number of an answer; 0 for nothing. */
export function numberOf(value: SqlInput | undefined): number {
	return Number(value ?? 0);
}
