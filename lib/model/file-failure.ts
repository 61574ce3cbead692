import { Failure } from "./failure.ts";

const FULL = ["ENOSPC", "EDQUOT"];
const DENIED = ["EACCES", "EPERM", "EROFS"];

/** Failure `file-full`, `file-denied` or `file-failed` (details: path, message) for an error of the file system. */
export function fileFailure(error: unknown, path: string): Failure {
	const errno = error instanceof Error && "code" in error ? String(error.code) : "";
	if (FULL.includes(errno)) return new Failure("file-full", { path }, error);
	return new Failure(DENIED.includes(errno) ? "file-denied" : "file-failed", { path, message: errno }, error);
}
