import type { Reading } from "../../lib/model/reading.ts";
import { encodeRecord, type RecordSpec } from "../../lib/protocols/mbus/encode-records.ts";
import { readingRecord } from "../../lib/servers/mbus-slave/reading-record.ts";
import type { SlaveIdentity, SlaveTelegram, VirtualSlave } from "../../lib/servers/mbus-slave/virtual-slave.ts";

/** Bytes of records in one telegram: 252 less the long header and the mark that more follows. */
const TELEGRAM_BYTES = 252 - 12 - 1;
const OWN_MANUFACTURER = "MWY";
/** EN 13757-3, medium by what a device measures; the first fitting unit decides. */
const MEDIA = [
	{ unit: "°C", medium: 0x04 },
	{ unit: "m³", medium: 0x07 },
	{ unit: "HCA", medium: 0x08 },
	{ unit: "kWh", medium: 0x02 },
	{ unit: "Wh", medium: 0x02 },
] as const;
const UNKNOWN_MEDIUM = 0x0f;

/** Eight digits that always belong to the same text (FNV-1a). */
function digitsOf(text: string): string {
	let hash = 0x811c9dc5;
	for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
	return String(hash % 100_000_000).padStart(8, "0");
}

/** Who the device's virtual meter says it is: the M-Bus device itself, or an identification derived from the id. */
export function identityOf(device: string, readings: readonly Reading[]): SlaveIdentity {
	const match = /^mbus:([A-Z]{3})-([0-9A-E]{8})-([0-9A-F]{2})-([0-9A-F]{2})$/.exec(device);
	if (match !== null) {
		const [, manufacturer = "", id = "", version = "", medium = ""] = match;
		return { id, manufacturer, version: Number.parseInt(version, 16), medium: Number.parseInt(medium, 16) };
	}
	const measured = MEDIA.find(({ unit }) => readings.some((reading) => reading.unit === unit));
	return {
		id: digitsOf(device),
		manufacturer: OWN_MANUFACTURER,
		version: 1,
		medium: measured?.medium ?? UNKNOWN_MEDIUM,
	};
}

function telegramsOf(records: readonly RecordSpec[]): SlaveTelegram[] {
	const telegrams: RecordSpec[][] = [[]];
	let free = TELEGRAM_BYTES;
	for (const record of records) {
		const { length } = encodeRecord(record);
		if (length > free) {
			telegrams.push([]);
			free = TELEGRAM_BYTES;
		}
		telegrams.at(-1)?.push(record);
		free -= length;
	}
	return telegrams.map((part) => ({ records: part }));
}

/** A device whose readings are handed on as a meter. */
export class DeviceSlave implements VirtualSlave {
	readonly identity: SlaveIdentity;
	/** Kept here when a master changes it, so that a new engine starts with it. */
	primary: number;
	readonly #latest = new Map<string, Reading>();

	constructor(device: string, readings: readonly Reading[], primary: number) {
		this.identity = identityOf(device, readings);
		this.primary = primary;
	}

	/** The newest reading of a datapoint counts. */
	update(readings: readonly Reading[]): void {
		for (const reading of readings) this.#latest.set(reading.datapoint, reading);
	}

	telegrams(): readonly SlaveTelegram[] {
		const records = Array.from(this.#latest.values(), readingRecord).filter((record) => record !== null);
		return telegramsOf(records);
	}
}
