import { deviceInfo } from "../../lib/drivers/device-info.ts";
import { meterAddressText } from "../../lib/masters/mbus/meter-address.ts";
import type { FoundMeter, ScanResult } from "../../lib/masters/mbus/scan.ts";
import type { DeviceInfo } from "../../lib/model/device.ts";
import { Failure } from "../../lib/model/failure.ts";
import type { Site } from "../../lib/site/open-site.ts";
import type { LineNode } from "../mw-mbus-line/mw-mbus-line.ts";

function infoOf({ address, telegram }: FoundMeter): DeviceInfo {
	return deviceInfo(telegram === null ? [] : [telegram], meterAddressText(address));
}

/** A scan's result in plain values, as a message carries it. */
export function reportOf({ found, collisions, selects, resume }: ScanResult): object {
	const meters = found.map((meter) => ({
		address: meterAddressText(meter.address),
		primary: meter.primary,
		device: infoOf(meter),
	}));
	return { found: meters, collisions, requests: selects, resume };
}

async function siteOf(lineNode: LineNode): Promise<Site> {
	const siteNode = lineNode.siteNode();
	if (siteNode === null) throw new Failure("site-missing");
	return await siteNode.openSite();
}

/** True when the line's site has a meter on it; throws Failure `site-missing` and what opening a site throws. */
export async function knowsMeters(lineNode: LineNode): Promise<boolean> {
	const { devices } = await siteOf(lineNode);
	return (await devices.list({ bus: lineNode.id })).length > 0;
}

/** Adds what the site does not know yet; resolves with how many that were. The same failures. */
export async function addToSite(lineNode: LineNode, found: readonly FoundMeter[]): Promise<number> {
	const { devices } = await siteOf(lineNode);
	const added = await devices.addNew(
		found.map((meter) => {
			const { id, manufacturer, serial, address } = infoOf(meter);
			return { id, bus: lineNode.id, address, name: `${manufacturer} ${serial}`.trim() };
		}),
	);
	return added.length;
}
