import type { Node, NodeAPI } from "node-red";
import { Failure } from "../lib/model/failure.ts";
import type { SiteNode } from "./mw-site/mw-site.ts";

/** The site that a node was given in its settings; throws Failure `site-missing` where there is none. */
export function siteNodeOf(RED: NodeAPI, id: string): SiteNode {
	const siteNode = RED.nodes.getNode(id) as SiteNode | null;
	if (siteNode === null || typeof siteNode.openSite !== "function") throw new Failure("site-missing");
	return siteNode;
}

/** Makes a node one of the users of a site until it closes: its Catch nodes hear of what goes wrong in the site. */
export function useSite(node: Node, siteNode: SiteNode): SiteNode {
	siteNode.users[node.id] = node;
	node.on("close", () => {
		delete siteNode.users[node.id];
	});
	return siteNode;
}
