import { hexByte, type TelegramHeader } from "../protocols/mbus/header.ts";
import type { DetectRule, Driver } from "./driver.ts";
import { inHexRanges } from "./match-record.ts";

/** The first driver one of whose detect rules is for the device of this header; null if none is. */
export function detectDriver(drivers: readonly Driver[], header: TelegramHeader): Driver | null {
	return drivers.find((driver) => driver.detect.some((rule) => detects(rule, header))) ?? null;
}

function detects(rule: DetectRule, header: TelegramHeader): boolean {
	return (
		rule.manufacturer === header.manufacturer &&
		(rule.version === null || inHexRanges(rule.version, hexByte(header.version))) &&
		(rule.medium === null || inHexRanges(rule.medium, hexByte(header.medium))) &&
		(rule.id === null || inHexRanges(rule.id, header.id.toUpperCase()))
	);
}
