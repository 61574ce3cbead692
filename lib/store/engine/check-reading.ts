import { Failure } from "../../model/failure.ts";
import type { Quality, Reading } from "../../model/reading.ts";

const QUALITIES: readonly Quality[] = ["good", "uncertain", "bad", "estimated", "substituted", "backfilled"];
const VALUES = ["number", "boolean", "string"];
/** The end of the year 9999: what is later was no time in milliseconds. */
const LAST_TIME = Date.UTC(10_000, 0) - 1;

function isTime(time: unknown): boolean {
	return typeof time === "number" && time >= 0 && time <= LAST_TIME;
}

/** Readings come over a wire that anything may feed: throws Failure `input` (details: field) for what is none. Times are never before 1970. */
export function checkReading(reading: Reading): void {
	if (typeof reading !== "object" || reading === null) throw new Failure("input", { field: "reading" });
	for (const field of ["device", "datapoint", "quantity", "unit"] as const) {
		if (typeof reading[field] !== "string") throw new Failure("input", { field });
	}
	if (reading.datapoint.startsWith("#")) throw new Failure("input", { field: "datapoint" });
	if (!isTime(reading.time)) throw new Failure("input", { field: "time" });
	if (reading.deviceTime !== undefined && !isTime(Math.abs(reading.deviceTime))) {
		throw new Failure("input", { field: "deviceTime" });
	}
	if (!QUALITIES.includes(reading.quality)) throw new Failure("input", { field: "quality" });
	if (reading.value !== null && !VALUES.includes(typeof reading.value)) throw new Failure("input", { field: "value" });
}
