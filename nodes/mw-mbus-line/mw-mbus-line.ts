import { join } from "node:path";
import type { Node, NodeAPI, NodeDef } from "node-red";
import type { Driver } from "../../lib/drivers/driver.ts";
import { MbusLine } from "../../lib/masters/mbus/line.ts";
import type { Clock } from "../../lib/model/clock.ts";
import { type Failure, toFailure } from "../../lib/model/failure.ts";
import { Lazy } from "../lazy.ts";
import type { SiteNode } from "../mw-site/mw-site.ts";
import { onClose } from "../on-close.ts";
import { onceAnOutage } from "../once-an-outage.ts";
import { reporter } from "../report-failure.ts";
import { shippedDrivers } from "../shipped-drivers.ts";
import { siteClock } from "../site-clock.ts";
import { siteDrivers } from "../site-drivers.ts";
import { translated } from "../translate.ts";
import { lineOptionsOf } from "./line-options.ts";

/** The config node of an M-Bus line, shared by all nodes that use the line. */
export interface LineNode extends Node {
	/** The nodes that use the line, by id: Node-RED hands an error of a config node to the Catch nodes beside its users. */
	users: Record<string, Node>;
	/** The line, opened when it is first asked for; throws Failure `config` or `baud-rate` where the settings are wrong. */
	openLine(): MbusLine;
	/** Those in the site's folder `drivers` come before the shipped ones. Throws Failure `driver-syntax` or `driver-schema`. */
	drivers(): Promise<readonly Driver[]>;
	/** Whose meters are on the line; null without a site. */
	siteNode(): SiteNode | null;
}

interface LineDef extends NodeDef {
	readonly site: string;
}

/** Registers the config node `mw-mbus-line`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-mbus-line", function (this: LineNode, config: LineDef) {
		RED.nodes.createNode(this, config);
		const drivers = new Lazy(async () => {
			const site = this.siteNode();
			const failed = (failure: Failure) => this.error(translated(RED, failure), {});
			const own = site === null ? [] : await siteDrivers(join(site.directory, "drivers"), failed);
			return [...own, ...(await shippedDrivers())];
		});
		// The times of its readings are those of the site, which knows how far they can be trusted.
		const made = makeLine(config, siteClock(RED.nodes.getNode(config.site) as SiteNode | null));
		const report = onceAnOutage(reporter(RED, this));
		if (made instanceof MbusLine) made.listen({ state: report });
		let opened = false;

		this.users = {};
		this.drivers = () => drivers.get();
		this.siteNode = () => RED.nodes.getNode(config.site) as SiteNode | null;
		this.openLine = () => {
			if (!(made instanceof MbusLine)) throw made;
			if (!opened) made.open();
			opened = true;
			return made;
		};
		onClose(RED, this, async () => {
			if (made instanceof MbusLine) await made.close();
		});
	});
}

function makeLine(config: LineDef, clock: Clock): MbusLine | Failure {
	try {
		return new MbusLine(lineOptionsOf({ ...config }, clock));
	} catch (error) {
		return toFailure(error);
	}
}
