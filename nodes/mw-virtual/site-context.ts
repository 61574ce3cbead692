import type { Catalogues } from "../../lib/formulas/virtual-point.ts";
import { QuantityCatalogue } from "../../lib/model/quantity-catalogue.ts";
import type { Reading } from "../../lib/model/reading.ts";
import { UnitCatalogue } from "../../lib/model/unit-catalogue.ts";
import type { SiteNode } from "../mw-site/mw-site.ts";

/** What a virtual datapoint takes from its site. */
export interface SiteContext extends Catalogues {
	/** Tags of the site's devices: the words of their field `tags`. */
	readonly tagsOf: (device: string) => readonly string[];
	/** What was known before a restart. */
	readonly latest: readonly Reading[];
}

/** Without a site there are only the units and quantities that all know. */
export function noSite(): SiteContext {
	return { units: new UnitCatalogue(), quantities: new QuantityCatalogue(), tagsOf: () => [], latest: [] };
}

/** The site's own units and quantities, the tags of its devices and its latest readings. Throws the Failures of opening a site. */
export async function siteContext(siteNode: SiteNode): Promise<SiteContext> {
	const [site, log] = [await siteNode.openSite(), await siteNode.openLog()];
	const devices = await site.devices.list();
	const tags = new Map(devices.map(({ id, meta }) => [id, (meta["tags"] ?? "").split(/[\s,]+/).filter(Boolean)]));
	return {
		units: await site.catalogue.unitCatalogue(),
		quantities: await site.catalogue.quantityCatalogue(),
		tagsOf: (device) => tags.get(device) ?? [],
		latest: await log.latest(),
	};
}
