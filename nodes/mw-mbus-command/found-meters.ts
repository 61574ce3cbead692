import { type MeterAddress, parseMeterAddress } from "../../lib/masters/mbus/meter-address.ts";
import type { FoundMeter } from "../../lib/masters/mbus/scan.ts";
import { Failure } from "../../lib/model/failure.ts";

function addressOf(value: unknown): MeterAddress {
	if (typeof value !== "string" && typeof value !== "number") throw new Failure("input", { field: "payload" });
	return parseMeterAddress(String(value));
}

function meterOf(value: unknown): FoundMeter {
	const { address, primary = null } = typeof value === "object" && value !== null ? (value as Partial<FoundMeter>) : {};
	return { address: addressOf(address ?? value), primary, telegram: null, raw: null };
}

/**
 * The meters of a list of addresses, or of the message of a scan; null for anything else. Throws Failure `input` or
 * `address-range` for a list with something else in it.
 */
export function foundMeters(value: unknown): FoundMeter[] | null {
	const { found } = typeof value === "object" && value !== null ? (value as { found?: unknown }) : {};
	const list = found ?? value;
	return Array.isArray(list) ? list.map(meterOf) : null;
}
