// Which Node runs Meterway: the current one if it is new enough, else the one the set-up installed.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Path of a Node >= 24, or null while there is none. */
export function findNode() {
	if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
	const candidates = [
		join(root, "node_modules", "node", "bin", "node"),
		join(root, ".runtime", "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node"),
	];
	return candidates.find((path) => existsSync(path)) ?? null;
}
