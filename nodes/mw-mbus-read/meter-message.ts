import type { NodeMessage } from "node-red";
import { applyDriver, type ReadContext } from "../../lib/drivers/apply-driver.ts";
import { detectDriver } from "../../lib/drivers/detect-driver.ts";
import { deviceInfo } from "../../lib/drivers/device-info.ts";
import type { Driver } from "../../lib/drivers/driver.ts";
import { meterAddressText } from "../../lib/masters/mbus/meter-address.ts";
import type { MeterAnswer } from "../../lib/masters/mbus/read-meter.ts";
import type { DeviceInfo } from "../../lib/model/device.ts";
import { Failure } from "../../lib/model/failure.ts";
import { toHex } from "../../lib/model/hex.ts";
import type { Reading } from "../../lib/model/reading.ts";
import type { LineNode } from "../mw-mbus-line/mw-mbus-line.ts";

/** What a read of one meter adds to a message. */
export interface MeterMessage extends NodeMessage {
	readonly payload: readonly Reading[];
	readonly topic: string;
	readonly device: DeviceInfo;
	readonly telegram: string;
}

/** The driver of that name; `auto` detects it, `generic` is none. Throws Failure `driver-unknown`. */
export function chooseDriver(drivers: readonly Driver[], name: string, answer: MeterAnswer): Driver | null {
	if (name === "generic") return null;
	if (name === "auto") {
		const header = answer.telegrams.find((telegram) => telegram.header !== null)?.header ?? null;
		return header === null ? null : detectDriver(drivers, header);
	}
	const driver = drivers.find((candidate) => candidate.name === name);
	if (driver === undefined) throw new Failure("driver-unknown", { name });
	return driver;
}

/** The zone of the clocks of a line's meters, as a read needs it: that of its site. */
export function zoneOf(lineNode: LineNode, time: number): Pick<ReadContext, "zoneOffsetMinutes"> {
	const zoneOffsetMinutes = lineNode.siteNode()?.zoneOffsetMinutes(time) ?? null;
	return zoneOffsetMinutes === null ? {} : { zoneOffsetMinutes };
}

/** The readings of an answer and who gave it. */
export function meterMessage(answer: MeterAnswer, driver: Driver | null, context: ReadContext): MeterMessage {
	const { telegrams, raw } = answer;
	const device = deviceInfo(telegrams, meterAddressText(answer.address));
	return {
		payload: applyDriver(driver, telegrams, { ...context, device: device.id }),
		topic: device.id,
		device,
		telegram: raw.map(toHex).join(" "),
	};
}
