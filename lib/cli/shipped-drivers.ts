import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Driver } from "../drivers/driver.ts";
import { readDriver } from "../drivers/read-driver.ts";

/**
 * The drivers that come with the package, by file name; a folder that is not there has none. Throws what `readDriver`
 * throws.
 */
export function shippedDrivers(root: string): Driver[] {
	const folder = join(root, "drivers", "mbus");
	if (!existsSync(folder)) return [];
	const files = readdirSync(folder).filter((name) => name.endsWith(".xml"));
	return files.toSorted().map((name) => readDriver(readFileSync(join(folder, name), "utf8")));
}
