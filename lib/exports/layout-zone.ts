import type { Layout } from "./layout.ts";
import { zoneNameOf } from "./time-text.ts";

/** Zone in which a layout prints: its own, else that of the site, unless its policy says another. */
export function layoutZoneName({ dst, tz }: Layout, siteZone: string): string {
	return zoneNameOf(dst, tz === "" ? siteZone : tz);
}
