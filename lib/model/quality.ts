import type { Quality } from "./reading.ts";

/** From best to worst. */
const ORDER: readonly Quality[] = ["good", "backfilled", "uncertain", "estimated", "substituted", "bad"];

/** The worse of two qualities; the first of two equal ones. */
export function worseQuality(a: Quality, b: Quality): Quality {
	return ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a;
}
