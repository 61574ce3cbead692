import { isDamaged } from "../../model/sqlite-failure.ts";
import type { OpenDriver } from "../engine/store-driver.ts";

/** False for a file that is damaged or no database at all; a missing or empty file is healthy. Throws what opening throws otherwise. */
export function isHealthy(open: OpenDriver, path: string): boolean {
	try {
		const driver = open(path);
		try {
			return driver.prepare("PRAGMA quick_check(1)").get()?.["quick_check"] === "ok";
		} finally {
			driver.close();
		}
	} catch (error) {
		if (isDamaged(error)) return false;
		throw error;
	}
}
