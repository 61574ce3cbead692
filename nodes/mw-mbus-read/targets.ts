import { type MeterAddress, parseMeterAddress } from "../../lib/masters/mbus/meter-address.ts";
import { Failure } from "../../lib/model/failure.ts";
import type { LineNode } from "../mw-mbus-line/mw-mbus-line.ts";

/** A meter to read. */
export interface Target {
	readonly address: MeterAddress;
	/** The device's id where the site knows it, else its address. */
	readonly topic: string;
	/** Name of a driver; null detects it. */
	readonly driver: string | null;
	/** Times of its own at which it is read; empty for those of the node. */
	readonly schedule: string;
}

function addressList(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(addressList);
	if (typeof value === "number") return [String(value)];
	if (typeof value === "string") return value.split(/[\s,;]+/).filter((text) => text !== "");
	throw new Failure("input", { field: "address" });
}

/** The meters of a list such as `5, 12345678-KAM-35-04`; throws Failure `input` or `address-range`. */
export function listedTargets(value: unknown): Target[] {
	const texts = addressList(value);
	if (texts.length === 0) throw new Failure("input", { field: "address" });
	return texts.map((text) => ({ address: parseMeterAddress(text), topic: text, driver: null, schedule: "" }));
}

/** All meters that the line's site knows on it and that are switched on; throws Failure `site-missing` and what opening a site throws. */
export async function siteTargets(lineNode: LineNode): Promise<Target[]> {
	const siteNode = lineNode.siteNode();
	if (siteNode === null) throw new Failure("site-missing");
	const { devices } = await siteNode.openSite();
	const known = await devices.list({ bus: lineNode.id, enabled: true });
	return known.map(({ id, address, driver, schedule }) => {
		return { address: parseMeterAddress(address), topic: id, driver, schedule };
	});
}
