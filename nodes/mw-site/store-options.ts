import { constants, open } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { Failure, toFailure } from "../../lib/model/failure.ts";
import type { StoreOptions } from "../../lib/store/reading-log.ts";
import { parseStoreKey, storeKeyOf } from "../../lib/store/store-key.ts";
import { type Config, requiredText, wholeNumberOf, wordOf } from "../config-value.ts";

const LONGEST_FLUSH_S = 300;
const MOST_DAYS = 36_525;
const MOST_QUOTA = 1_000_000;
const BYTES = { GB: 1e9, MB: 1e6 } as const;
/** Larger than any way to write 32 bytes. */
const LARGEST_KEY_FILE = 1024;
/** Rights of the group and of others. */
const FOR_OTHERS = 0o077;

/** A file that others may read is no secret. Throws Failure `store-key` (details: path, mode) and `file-failed`. */
async function keyFromFile(path: string): Promise<Uint8Array> {
	try {
		const file = await open(path, constants.O_RDONLY);
		try {
			const { mode, size } = await file.stat();
			const isOpen = process.platform !== "win32" && (mode & FOR_OTHERS) !== 0;
			if (isOpen) throw new Failure("store-key", { path, mode: (mode & 0o777).toString(8) });
			if (size > LARGEST_KEY_FILE) throw new Failure("store-key", { path, size });
			return storeKeyOf(await file.readFile());
		} finally {
			await file.close();
		}
	} catch (error) {
		if (error instanceof Failure) throw error;
		throw new Failure("file-failed", { path, message: toFailure(error).details["message"] ?? "" }, error);
	}
}

async function keyOf(config: Config, secret: string, directory: string): Promise<{ key?: Uint8Array }> {
	const kind = wordOf(config, "encryption", ["none", "key", "file"]);
	if (kind === "none") return {};
	if (kind === "key") return { key: parseStoreKey(secret) };
	const path = requiredText(config, "keyFile");
	return { key: await keyFromFile(isAbsolute(path) ? path : join(directory, path)) };
}

/**
 * How the form says that readings are kept; `secret` is the credential, and a relative key file lies in `directory`. Throws Failure `config`,
 * `store-key`, `file-failed`.
 */
export async function storeOptionsOf(config: Config, secret: string, directory: string): Promise<StoreOptions> {
	const flush = wholeNumberOf(config, "flushSeconds", [0, LONGEST_FLUSH_S]);
	const quota = wholeNumberOf(config, "quota", [1, MOST_QUOTA]);
	const days = wholeNumberOf(config, "keepDays", [1, MOST_DAYS]);
	const unit = wordOf(config, "quotaUnit", ["GB", "MB"]);
	return {
		...(flush === null ? {} : { flushIntervalMs: flush * 1000 }),
		...(quota === null ? {} : { quotaBytes: quota * BYTES[unit] }),
		...(days === null ? {} : { keepDays: days }),
		...(await keyOf(config, secret, directory)),
	};
}
