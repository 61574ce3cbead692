import type { DataRecord } from "../protocols/mbus/record.ts";

const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?$/;
const MS_PER_MINUTE = 60_000;

/**
 * The device's own time stamps, UTC milliseconds by storage number: its date-and-time records (VIF 6D). They are local
 * times without a zone, so that there are none unless the zone is known.
 */
export function deviceTimes(
	records: readonly DataRecord[],
	zoneOffsetMinutes: number | undefined,
): ReadonlyMap<number, number> {
	const times = new Map<number, number>();
	if (zoneOffsetMinutes === undefined) return times;
	for (const record of records.filter(isTimeStamp)) {
		const local = localTime(record.value);
		if (local !== null && !times.has(record.storage))
			times.set(record.storage, local - zoneOffsetMinutes * MS_PER_MINUTE);
	}
	return times;
}

function isTimeStamp(record: DataRecord): boolean {
	const plain = record.tariff === 0 && record.subunit === 0 && record.modifiers.length === 0 && record.reason === null;
	return plain && record.function === "instantaneous" && record.quantity === "date-time";
}

/** A wall time as if it were UTC, milliseconds; null for anything that is no full and real date and time. */
function localTime(value: DataRecord["value"]): number | null {
	const match = typeof value === "string" ? LOCAL_TIME.exec(value) : null;
	if (match === null) return null;
	const [year, month, day, hour, minute, second] = match.slice(1).map((digits) => Number(digits ?? "0"));
	const ms = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
	return new Date(ms).getUTCDate() === day && (hour ?? 0) < 24 && (minute ?? 0) < 60 ? ms : null;
}
