import type { DeviceInfo } from "../model/device.ts";
import { deviceId, type TelegramHeader } from "../protocols/mbus/header.ts";
import type { TelegramResult } from "../protocols/mbus/telegram.ts";

/**
 * Who answered, from the first telegram that has a header; without one the device is only known by the address at which
 * it was reached, `mbus:address-5`.
 */
export function deviceInfo(telegrams: readonly TelegramResult[], address: string): DeviceInfo {
	const header = identity(telegrams);
	if (header === null) {
		return { id: `mbus:address-${address}`, manufacturer: "", serial: "", version: null, medium: null, address };
	}
	const { manufacturer, id, version, medium } = header;
	return { id: deviceId(header), manufacturer, serial: id, version, medium, address };
}

/** The first header that says whose telegram it is; a short header (CI 7A) does not. */
export function identity(telegrams: readonly TelegramResult[]): TelegramHeader | null {
	return telegrams.flatMap(({ header }) => (header === null || header.id === "" ? [] : [header]))[0] ?? null;
}
