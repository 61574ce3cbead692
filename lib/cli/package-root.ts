import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder upwards that holds `package.json` and `locales`: the same from the sources and from `dist`. */
export function packageRoot(start: string): string {
	for (let folder = start; ; folder = dirname(folder)) {
		if (existsSync(join(folder, "package.json")) && existsSync(join(folder, "locales"))) return folder;
		if (folder === dirname(folder)) return start;
	}
}
