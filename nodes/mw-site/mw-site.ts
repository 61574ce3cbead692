import { isAbsolute, join } from "node:path";
import type { Node, NodeAPI, NodeDef } from "node-red";
import { systemClock } from "../../lib/model/system-clock.ts";
import { openSite, type Site } from "../../lib/site/open-site.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";
import { textOf } from "../config-value.ts";
import { Lazy } from "../lazy.ts";
import { onClose } from "../on-close.ts";
import { sharedText } from "../translate.ts";

/** The config node of a site: its directory and its readings, opened when first needed. */
export interface SiteNode extends Node {
	/** Throws Failure `config`, `time-zone`, `file-denied`, `file-full`, `store-missing` or `store-failed`. */
	openSite(): Promise<Site>;
	/** The same failures. */
	openLog(): Promise<ReadingLog>;
	/** Keeps the site open until the work ended, also while everything closes; hands the work back. */
	hold<T>(work: Promise<T>): Promise<T>;
}

interface SiteDef extends NodeDef {
	readonly directory: string;
	readonly timeZone: string;
}

function directoryOf(RED: NodeAPI, config: SiteDef): string {
	const directory = textOf({ ...config }, "directory") || "meterway";
	return isAbsolute(directory) ? directory : join(RED.settings.userDir ?? ".", directory);
}

/** Registers the config node `mw-site`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-site", function (this: SiteNode, config: SiteDef) {
		RED.nodes.createNode(this, config);
		const timeZone = textOf({ ...config }, "timeZone") || Intl.DateTimeFormat().resolvedOptions().timeZone;
		const site = new Lazy(() => openSite({ directory: directoryOf(RED, config), name: config.name, timeZone }));
		const log = new Lazy(async () => {
			const opened = await openReadingLog((await site.get()).readingsFile, { clock: systemClock });
			if (opened.damaged !== null) this.warn(sharedText(RED, "note.store-damaged", { path: opened.damaged }));
			return opened.log;
		});

		const held = new Set<Promise<unknown>>();

		this.hold = (work) => {
			held.add(work);
			return work.finally(() => held.delete(work));
		};
		this.openSite = () => site.get();
		this.openLog = () => log.get();
		onClose(RED, this, async () => {
			await Promise.allSettled(held);
			await log.free((opened) => opened.close());
			await site.free((opened) => opened.close());
		});
	});
}
