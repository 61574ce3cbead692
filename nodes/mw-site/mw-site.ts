import { isAbsolute, join } from "node:path";
import type { Node, NodeAPI, NodeDef } from "node-red";
import { toFailure } from "../../lib/model/failure.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { Zone } from "../../lib/model/zone.ts";
import { openSite, type Site } from "../../lib/site/open-site.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";
import { textOf } from "../config-value.ts";
import { Lazy } from "../lazy.ts";
import { onClose } from "../on-close.ts";
import { sharedText } from "../translate.ts";

/** The config node of a site: its directory and its readings, opened when first needed. */
export interface SiteNode extends Node {
	/** Absolute; it may not exist yet. */
	readonly directory: string;
	/** Minutes east of UTC at an instant (UTC ms); null where the zone is unknown, which opening the site reports. */
	zoneOffsetMinutes(time: number): number | null;
	/** Throws Failure `config`, `time-zone`, `file-denied`, `file-full`, `store-missing` or `store-failed`. */
	openSite(): Promise<Site>;
	/** The same failures. */
	openLog(): Promise<ReadingLog>;
	/** Runs one such job after the other: two files of one second must not meet under one name. */
	inTurn<T>(job: () => Promise<T>): Promise<T>;
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

function zoneNamed(name: string): Zone | null {
	try {
		return new Zone(name);
	} catch (error) {
		if (toFailure(error).code === "time-zone") return null;
		throw error;
	}
}

/** Registers the config node `mw-site`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-site", function (this: SiteNode, config: SiteDef) {
		RED.nodes.createNode(this, config);
		const timeZone = textOf({ ...config }, "timeZone") || Intl.DateTimeFormat().resolvedOptions().timeZone;
		const directory = directoryOf(RED, config);
		const zone = zoneNamed(timeZone);
		const site = new Lazy(() => openSite({ directory, name: config.name, timeZone }));
		const log = new Lazy(async () => {
			const opened = await openReadingLog((await site.get()).readingsFile, { clock: systemClock });
			if (opened.damaged !== null) this.warn(sharedText(RED, "note.store-damaged", { path: opened.damaged }));
			return opened.log;
		});

		const held = new Set<Promise<unknown>>();

		Object.assign(this, { directory });
		this.zoneOffsetMinutes = (time) => (zone === null ? null : zone.offset(time) / 60_000);
		this.hold = (work) => {
			held.add(work);
			return work.finally(() => held.delete(work));
		};
		let last: Promise<unknown> = Promise.resolve();
		this.inTurn = (job) => {
			const turn = last.then(job);
			last = turn.catch(toFailure);
			return turn;
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
