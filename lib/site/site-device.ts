import { Failure } from "../model/failure.ts";
import { parseSchedule } from "./schedule.ts";

/** A device that the site reads. */
export interface SiteDevice {
	/** Stable id as in readings, e.g. `mbus:KAM-12345678-35-04`. */
	readonly id: string;
	/** Name of the line or network it hangs on, e.g. `basement`. */
	readonly bus: string;
	/** How it is reached there, e.g. `5` or `12345678-KAM-35-04`; unique on its bus. */
	readonly address: string;
	/** Name of a driver; null lets the driver be detected. */
	readonly driver: string | null;
	/** For people. */
	readonly name: string;
	/** A disabled device is kept but not read. */
	readonly enabled: boolean;
	/** When it is read: a text as `parseSchedule` reads it; empty: when the others of its bus are. */
	readonly schedule: string;
	/** Further fields for export layouts, e.g. `obis`, `location`. */
	readonly meta: Readonly<Record<string, string>>;
}

/** What must be said of a device to add it; the rest has defaults. */
export type NewSiteDevice = Pick<SiteDevice, "id" | "bus" | "address"> & Partial<SiteDevice>;

const LIMITS = { id: 128, bus: 64, address: 64, driver: 64, name: 120, schedule: 80 } as const;

function checkText(field: keyof typeof LIMITS, text: string, emptyAllowed: boolean): void {
	const tooLong = text.length > LIMITS[field];
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
	if (tooLong || (text === "" && !emptyAllowed) || /[\u0000-\u001f\u007f]/.test(text)) {
		throw new Failure("input", { field, value: text.slice(0, 40), limit: LIMITS[field] });
	}
}

/** The device with its defaults; throws Failure `input` (details: field) for an empty, too long or unprintable text, `schedule` for one that is no schedule. */
export function checkedDevice(device: NewSiteDevice): SiteDevice {
	const { id, bus, address, driver = null, name = "", enabled = true, schedule = "", meta = {} } = device;
	checkText("id", id, false);
	checkText("bus", bus, false);
	checkText("address", address, false);
	checkText("driver", driver ?? "", true);
	checkText("name", name, true);
	checkText("schedule", schedule, true);
	if (schedule !== "") parseSchedule(schedule, "UTC");
	return { id, bus, address, driver: driver === "" ? null : driver, name, enabled, schedule, meta };
}
