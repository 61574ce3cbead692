import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../lib/cli/package-root.ts";
import type { Driver } from "../lib/drivers/driver.ts";
import { readDriver } from "../lib/drivers/read-driver.ts";

/** The drivers of the package, by file name; throws Failure `driver-syntax` or `driver-schema` for a damaged one. */
export async function shippedDrivers(): Promise<readonly Driver[]> {
	const directory = join(packageRoot(import.meta.dirname), "drivers", "mbus");
	const files = (await readdir(directory)).filter((file) => file.endsWith(".xml")).sort();
	return await Promise.all(files.map(async (file) => readDriver(await readFile(join(directory, file), "utf8"))));
}
