import type { Clock } from "../lib/model/clock.ts";
import { systemClock } from "../lib/model/system-clock.ts";
import type { SiteNode } from "./mw-site/mw-site.ts";

/** The clock that a site watches; the machine's own where there is no site. */
export function siteClock(siteNode: SiteNode | null): Clock {
	const watched: { readonly clock?: Clock } | null = siteNode;
	return watched?.clock ?? systemClock;
}
