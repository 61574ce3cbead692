import { Failure, type FailureCode } from "./failure.ts";

/** Result codes of SQLite (sqlite.org/rescode.html) that mean something of their own to a user. */
const CODES: Readonly<Record<number, FailureCode>> = {
	3: "file-denied",
	8: "file-denied",
	13: "file-full",
	14: "file-denied",
};
const DAMAGED: readonly number[] = [11, 26];

function resultCode(error: unknown): number | null {
	if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
	return error.errcode % 256;
}

/** True when SQLite says that the file is damaged or is no database at all. */
export function isDamaged(error: unknown): boolean {
	const code = resultCode(error);
	return code !== null && DAMAGED.includes(code);
}

/** Failure `file-full`, `file-denied` or `store-failed` for an error of SQLite, naming the file. */
export function sqliteFailure(error: unknown, path: string): Failure {
	if (error instanceof Failure) return error;
	const code = CODES[resultCode(error) ?? 0] ?? "store-failed";
	return new Failure(code, { path, message: error instanceof Error ? error.message : String(error) }, error);
}
