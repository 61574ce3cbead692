import { closeSync, openSync, readSync, statSync, truncateSync } from "node:fs";

const HEAD = 100;
const PAGE_SIZE_AT = 16;
const PAGE_COUNT_AT = 28;
const LARGEST_PAGE = 65_536;
/** A page count beyond this is damage itself: two terabytes of pages. */
const MOST_BYTES = 2 ** 41;

/** Bytes that the head of a database file says it has (sqlite.org/fileformat.html, 1.3); null where it says nothing credible. */
function statedBytes(path: string): number | null {
	const head = Buffer.alloc(HEAD);
	const file = openSync(path, "r");
	try {
		if (readSync(file, head, 0, HEAD, 0) < HEAD) return null;
	} finally {
		closeSync(file);
	}
	const size = head.readUInt16BE(PAGE_SIZE_AT);
	const bytes = (size === 1 ? LARGEST_PAGE : size) * head.readUInt32BE(PAGE_COUNT_AT);
	return bytes <= MOST_BYTES ? bytes : null;
}

/**
 * SQLite gives back no row at all of a file that is shorter than its head says: it gets a hole at its end. The returned function takes the hole away
 * again, once the file is closed.
 */
export function padFile(path: string): () => void {
	const { size } = statSync(path);
	// With frames in a write-ahead log SQLite goes by what that says, and closing may move them into the file.
	if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return () => undefined;
	const stated = statedBytes(path);
	if (stated === null || stated <= size) return () => undefined;
	truncateSync(path, stated);
	return () => truncateSync(path, size);
}
