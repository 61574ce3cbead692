import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Driver } from "../lib/drivers/driver.ts";
import { readDriver } from "../lib/drivers/read-driver.ts";
import { Failure } from "../lib/model/failure.ts";

function errnoOf(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : "";
}

function fileFailure(error: unknown, path: string): Failure {
	if (error instanceof Failure) return new Failure(error.code, { ...error.details, path }, error);
	const denied = ["EACCES", "EPERM"].includes(errnoOf(error));
	return new Failure(denied ? "file-denied" : "file-failed", { path, message: errnoOf(error) }, error);
}

/**
 * The drivers that a user put into a folder, by file name; none where there is no such folder. A file that is no driver
 * is told to `failed` (`driver-syntax`, `driver-schema`, `file-denied`, `file-failed`; details: path), the others work.
 */
export async function siteDrivers(directory: string, failed: (failure: Failure) => void): Promise<readonly Driver[]> {
	const drivers: Driver[] = [];
	const files = await readdir(directory).catch((error: unknown) => {
		if (errnoOf(error) !== "ENOENT") failed(fileFailure(error, directory));
		return [];
	});
	for (const file of files.filter((name) => name.endsWith(".xml")).sort()) {
		const path = join(directory, file);
		try {
			drivers.push(readDriver(await readFile(path, "utf8")));
		} catch (error) {
			failed(fileFailure(error, path));
		}
	}
	return drivers;
}
