import { isAbsolute, join } from "node:path";
import type { Node, NodeAPI, NodeDef } from "node-red";
import type { Clock } from "../../lib/model/clock.ts";
import { type Failure, toFailure } from "../../lib/model/failure.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { Zone } from "../../lib/model/zone.ts";
import { openSite, type Site } from "../../lib/site/open-site.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import type { ReadingLog, StoreStatistics } from "../../lib/store/reading-log.ts";
import { textOf } from "../config-value.ts";
import { Lazy } from "../lazy.ts";
import { onClose } from "../on-close.ts";
import { reporter } from "../report-failure.ts";
import { SiteClock } from "./site-clock.ts";
import { storeOptionsOf } from "./store-options.ts";
import { StoreWatch } from "./store-watch.ts";

/** The config node of a site: its directory and its readings, opened when first needed. */
export interface SiteNode extends Node {
	/** Absolute; it may not exist yet. */
	readonly directory: string;
	/** The clock of the site's readings and schedules: it knows how far its time can be trusted. */
	readonly clock: Clock;
	/** The nodes that keep or read readings, by id: Node-RED hands an error of a config node to the Catch nodes beside its users. */
	readonly users: Record<string, Node>;
	/** Minutes east of UTC at an instant (UTC ms); null where the zone is unknown, which opening the site reports. */
	zoneOffsetMinutes(time: number): number | null;
	/** Throws Failure `config`, `time-zone`, `file-denied`, `file-full`, `store-missing` or `store-failed`. */
	openSite(): Promise<Site>;
	/** The same failures, and `store-key`, `store-read-only`, `store-quota`. */
	openLog(): Promise<ReadingLog>;
	/** What the log says of itself, at most a minute old; null while it is not open. */
	statistics(): Promise<StoreStatistics | null>;
	/** Runs one such job after the other: two files of one second must not meet under one name. */
	inTurn<T>(job: () => Promise<T>): Promise<T>;
	/** Keeps the site open until the work ended, also while everything closes; hands the work back. */
	hold<T>(work: Promise<T>): Promise<T>;
}

interface Credentials {
	/** Seals the chunks of the store. */
	key: string;
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

/** Lets jobs wait for each other. */
function turns(): SiteNode["inTurn"] {
	let last: Promise<unknown> = Promise.resolve();
	return (job) => {
		const turn = last.then(job);
		last = turn.catch(toFailure);
		return turn;
	};
}

/** Opens site and log on demand; what is held keeps them open. */
class OpenSite {
	readonly site: Lazy<Site>;
	readonly log: Lazy<ReadingLog>;
	readonly clock: SiteClock;
	readonly watch: StoreWatch;
	readonly #held = new Set<Promise<unknown>>();

	constructor(RED: NodeAPI, node: Node<Credentials>, config: SiteDef) {
		const directory = directoryOf(RED, config);
		const timeZone = textOf({ ...config }, "timeZone") || Intl.DateTimeFormat().resolvedOptions().timeZone;
		const report = reporter(RED, node);
		this.clock = new SiteClock({
			directory,
			onTrusted: (shiftMs) => this.#trust(shiftMs),
			onJump: (before, after) => this.#jump(before, after, report),
			onFailure: report,
		});
		this.watch = new StoreWatch(RED, node, systemClock);
		this.site = new Lazy(() => openSite({ directory, name: config.name, timeZone }));
		this.log = new Lazy(async () => {
			const options = await storeOptionsOf({ ...config }, node.credentials?.key ?? "", directory);
			const { readingsFile } = await this.site.get();
			const { clock, boot } = this.clock;
			return this.watch.begin(await openReadingLog(readingsFile, { ...options, clock, boot }));
		});
	}

	hold<T>(work: Promise<T>): Promise<T> {
		this.#held.add(work);
		return work.finally(() => this.#held.delete(work));
	}

	async close(): Promise<void> {
		await Promise.allSettled(this.#held);
		this.watch.end();
		await this.clock.close();
		await this.log.free((opened) => opened.close());
		await this.site.free((opened) => opened.close());
	}

	/** Also readings of a process before this one, in the same run of the machine. */
	async #trust(shiftMs: number): Promise<void> {
		await this.hold(this.log.get().then((log) => log.trustClock(shiftMs)));
	}

	#jump(before: number, after: number, report: (failure: Failure) => void): void {
		this.hold(this.log.get().then((log) => log.clockJumped(before, after))).catch((error: unknown) => {
			const failure = toFailure(error);
			if (failure.code !== "cancelled") report(failure);
		});
	}
}

/** Registers the config node `mw-site`. */
export default function register(RED: NodeAPI): void {
	const create = function (this: Node<Credentials> & SiteNode, config: SiteDef) {
		RED.nodes.createNode(this, config);
		const zone = zoneNamed(textOf({ ...config }, "timeZone") || Intl.DateTimeFormat().resolvedOptions().timeZone);
		const opened = new OpenSite(RED, this, config);
		Object.assign(this, { directory: directoryOf(RED, config), users: {} });
		Object.defineProperty(this, "clock", { get: () => opened.clock.clock });
		this.zoneOffsetMinutes = (time) => (zone === null ? null : zone.offset(time) / 60_000);
		this.hold = (work) => opened.hold(work);
		this.inTurn = turns();
		this.openSite = () => opened.site.get();
		this.openLog = () => opened.log.get();
		this.statistics = () => opened.watch.statistics();
		onClose(RED, this, () => opened.close());
	};
	RED.nodes.registerType<Node<Credentials> & SiteNode, SiteDef, object, Credentials>("mw-site", create, {
		credentials: { key: { type: "password" } },
	});
}
