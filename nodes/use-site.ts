import type { NodeAPI } from "node-red";
import { Failure } from "../lib/model/failure.ts";
import type { SiteNode } from "./mw-site/mw-site.ts";

/** The site that a node was given in its settings; throws Failure `site-missing` where there is none. */
export function siteNodeOf(RED: NodeAPI, id: string): SiteNode {
	const siteNode = RED.nodes.getNode(id) as SiteNode | null;
	if (siteNode === null || typeof siteNode.openSite !== "function") throw new Failure("site-missing");
	return siteNode;
}
