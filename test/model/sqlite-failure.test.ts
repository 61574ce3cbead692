import { expect, test } from "vitest";
import { Failure } from "../../lib/model/failure.ts";
import { isDamaged, isInputOutput, sqliteFailure } from "../../lib/model/sqlite-failure.ts";

function sqliteError(errcode: number): Error {
	return Object.assign(new Error("from SQLite"), { code: "ERR_SQLITE_ERROR", errcode });
}

test.each([
	{ name: "SQLITE_PERM", errcode: 3, code: "file-denied" },
	{ name: "SQLITE_READONLY", errcode: 8, code: "store-read-only" },
	{ name: "SQLITE_READONLY_DIRECTORY", errcode: 1544, code: "store-read-only" },
	{ name: "SQLITE_IOERR_WRITE", errcode: 778, code: "store-failed" },
	{ name: "SQLITE_FULL", errcode: 13, code: "file-full" },
	{ name: "SQLITE_CANTOPEN_ISDIR", errcode: 526, code: "file-denied" },
	{ name: "SQLITE_CORRUPT", errcode: 11, code: "store-failed" },
])("$name is the failure $code", ({ errcode, code }) => {
	const failure = sqliteFailure(sqliteError(errcode), "readings.db");
	expect(failure.code).toBe(code);
	expect(failure.details).toEqual({ path: "readings.db", message: "from SQLite" });
});

test("a failure stays itself", () => {
	const failure = new Failure("store-key");
	expect(sqliteFailure(failure, "readings.db")).toBe(failure);
	expect(isDamaged(failure)).toBe(false);
});

test.each([
	{ name: "SQLITE_CORRUPT_INDEX", errcode: 779, damaged: true, refused: false },
	{ name: "SQLITE_NOTADB", errcode: 26, damaged: true, refused: false },
	{ name: "SQLITE_IOERR_READ", errcode: 266, damaged: true, refused: true },
	{ name: "SQLITE_IOERR_WRITE", errcode: 778, damaged: false, refused: true },
	{ name: "SQLITE_IOERR_FSYNC", errcode: 1034, damaged: false, refused: true },
	{ name: "SQLITE_BUSY", errcode: 5, damaged: false, refused: false },
])("$name: damaged $damaged, refused $refused", ({ errcode, damaged, refused }) => {
	expect(isDamaged(sqliteError(errcode))).toBe(damaged);
	expect(isInputOutput(sqliteError(errcode))).toBe(refused);
});

test.each([null, "text", new Error("other")])("anything else (%s) says nothing of the file", (error) => {
	expect(isDamaged(error)).toBe(false);
	expect(isInputOutput(error)).toBe(false);
	expect(sqliteFailure(error, "readings.db").code).toBe("store-failed");
});
