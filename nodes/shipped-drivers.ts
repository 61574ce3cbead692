import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Driver } from "../lib/drivers/driver.ts";
import { readDriver } from "../lib/drivers/read-driver.ts";

/** The package's root, seen from the source as well as from `dist/`. */
function packageRoot(): string {
	const above = dirname(import.meta.dirname);
	return basename(above) === "dist" ? dirname(above) : above;
}

/** The drivers of the package, by file name; throws Failure `driver-syntax` or `driver-schema` for a damaged one. */
export async function shippedDrivers(): Promise<readonly Driver[]> {
	const directory = join(packageRoot(), "drivers", "mbus");
	const files = (await readdir(directory)).filter((file) => file.endsWith(".xml")).sort();
	return await Promise.all(files.map(async (file) => readDriver(await readFile(join(directory, file), "utf8"))));
}
