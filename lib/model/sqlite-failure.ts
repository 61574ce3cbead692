import { Failure, type FailureCode } from "./failure.ts";

/** Result codes of SQLite (sqlite.org/rescode.html) that mean something of their own to a user. */
const CODES: Readonly<Record<number, FailureCode>> = {
	3: "file-denied",
	8: "store-read-only",
	13: "file-full",
	14: "file-denied",
};
/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGED: readonly number[] = [11, 26];
/** SQLITE_IOERR_READ, _SHORT_READ and _CORRUPTFS: sectors that the medium does not give back. */
const UNREADABLE: readonly number[] = [266, 522, 8458];

const REFUSED: readonly number[] = [3, 10, 14];

/** The extended code: its lowest byte is the plain one. */
function extendedCode(error: unknown): number | null {
	if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
	return error.errcode;
}

/** True when SQLite says that the file is damaged, is no database at all, or cannot be read everywhere. */
export function isDamaged(error: unknown): boolean {
	const code = extendedCode(error);
	return code !== null && (DAMAGED.includes(code % 256) || UNREADABLE.includes(code));
}

/** True where SQLite says only that the system refused something: SQLITE_PERM, SQLITE_IOERR, SQLITE_CANTOPEN. */
export function isInputOutput(error: unknown): boolean {
	const code = extendedCode(error);
	return code !== null && REFUSED.includes(code % 256);
}

/** Failure `file-full`, `file-denied`, `store-read-only` or `store-failed` for an error of SQLite, naming the file. */
export function sqliteFailure(error: unknown, path: string): Failure {
	if (error instanceof Failure) return error;
	const code = CODES[(extendedCode(error) ?? 0) % 256] ?? "store-failed";
	return new Failure(code, { path, message: error instanceof Error ? error.message : String(error) }, error);
}
