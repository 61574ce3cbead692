import { closeSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { Failure, type FailureCode } from "../../model/failure.ts";
import { isInputOutput, sqliteFailure } from "../../model/sqlite-failure.ts";

/** With so much room on the medium it was the quota that was used up. */
const ROOM = 1_048_576;
const PROBE = 65_536;
const ERRORS: Readonly<Record<string, FailureCode>> = {
	ENOSPC: "file-full",
	EDQUOT: "file-full",
	EROFS: "store-read-only",
	EACCES: "file-denied",
	EPERM: "file-denied",
};

function codeOf(error: unknown): FailureCode | null {
	if (!(error instanceof Error) || !("code" in error)) return null;
	return ERRORS[String(error.code)] ?? null;
}

/** What the system says when something is written beside the file; null where it can be. */
function mediumTrouble(path: string): FailureCode | null {
	const probe = `${path}.probe`;
	try {
		const file = openSync(probe, "w", 0o600);
		try {
			writeSync(file, Buffer.alloc(PROBE, 1));
		} finally {
			closeSync(file);
			rmSync(probe, { force: true });
		}
		return null;
	} catch (error) {
		return codeOf(error);
	}
}

function hasRoom(path: string): boolean {
	const { bavail, bsize } = statfsSync(dirname(path));
	return bavail * bsize >= ROOM;
}

/**
 * Failure for an error of a store's file: `file-full`, `store-quota` where it may not become larger than `quotaBytes`, `store-read-only`,
 * `file-denied` or `store-failed`. SQLite has one word for many troubles of a medium, so the system is asked as well.
 */
export function storeFailure(error: unknown, path: string, quotaBytes: number | null): Failure {
	const failure = sqliteFailure(error, path);
	const { code, details } = failure;
	if (code === "file-full") {
		return quotaBytes !== null && hasRoom(path)
			? new Failure("store-quota", { path, bytes: quotaBytes }, error)
			: failure;
	}
	const isUnclear = code === "file-denied" || code === "store-failed";
	const trouble = codeOf(error) ?? (isUnclear && isInputOutput(error) ? mediumTrouble(path) : null);
	return trouble === null || error instanceof Failure ? failure : new Failure(trouble, details, error);
}
