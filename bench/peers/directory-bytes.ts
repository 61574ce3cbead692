import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Bytes that the files below a directory take on the medium. */
export function directoryBytes(directory: string): number {
	return readdirSync(directory, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).blocks * 512, 0);
}
