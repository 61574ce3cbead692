import type { Reading } from "../model/reading.ts";
import type { Fields } from "./fields.ts";

/** A datapoint of a device as a file shows it. */
export interface ExportChannel {
	readonly device: string;
	readonly datapoint: string;
	/** Texts for the placeholders: of the reading's series, the device and whatever the user gave. */
	readonly fields: Fields;
}

/** What is known of the file to be written. */
export interface ExportContext {
	/** UTC ms, for `{now}`. */
	readonly now: number;
	/** Half-open period [from, to), UTC ms; open where absent. */
	readonly from?: number;
	readonly to?: number;
	/** The site's IANA zone, for layouts that name none; default UTC. */
	readonly timeZone?: string;
	/** Texts of the site, e.g. `site`, `sn`. */
	readonly fields?: Fields;
	/** Columns in their order; where absent, long files take every channel as it comes. Wide files need them. */
	readonly channels?: readonly ExportChannel[];
	/** The readings of a `delta` layout are consumptions already, one per interval, stamped with its start. */
	readonly isConsumption?: boolean;
}

const MBUS_ID = /^[a-z]+:([A-Z]{3})-([0-9A-Fa-f]{8})-([0-9A-Fa-f]{2})-([0-9A-Fa-f]{2})$/;

function deviceFields(device: string): Fields {
	const match = MBUS_ID.exec(device);
	if (match === null) return { id: device };
	const [, manufacturer = "", id = "", version = "", medium = ""] = match;
	return { id, manufacturer, version, medium };
}

/** The channel of a reading; `fields` (device name, label, codes) come before what the reading itself says. */
export function channelOf(
	reading: Pick<Reading, "device" | "datapoint" | "quantity" | "unit">,
	fields: Fields = {},
): ExportChannel {
	const { device, datapoint, quantity, unit } = reading;
	const own = { device, datapoint, quantity, unit, name: device, label: datapoint };
	return { device, datapoint, fields: { ...deviceFields(device), ...own, ...fields } };
}

/** One channel per device and datapoint, in the order of their first reading. */
export function channelsOf(
	readings: Iterable<Reading>,
	fieldsOf: (reading: Reading) => Fields = () => ({}),
): ExportChannel[] {
	const channels = new Map<string, ExportChannel>();
	for (const reading of readings) {
		const key = `${reading.device}\n${reading.datapoint}`;
		if (!channels.has(key)) channels.set(key, channelOf(reading, fieldsOf(reading)));
	}
	return [...channels.values()];
}
