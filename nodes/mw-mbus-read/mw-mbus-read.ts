import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { textOf } from "../config-value.ts";
import type { LineNode } from "../mw-mbus-line/mw-mbus-line.ts";
import { onInput, type Work } from "../on-input.ts";
import { runOwnWork } from "../own-schedule.ts";
import { checkedAtStart, reportFailure } from "../report-failure.ts";
import { siteClock } from "../site-clock.ts";
import { showFailure } from "../status.ts";
import { takeLine } from "../use-line.ts";
import { Acquisition, type PlacedTarget } from "./acquisition.ts";
import { KnownDatapoints } from "./bad-readings.ts";
import { ownTimesOf } from "./own-times.ts";
import { outlasted } from "./pace.ts";
import type { GroupRound } from "./reading-group.ts";
import { Round } from "./round.ts";
import { listedTargets, siteTargets, type Target } from "./targets.ts";

interface ReadDef extends NodeDef {
	readonly line: string;
	readonly address: string;
	readonly addressType: string;
	readonly badReadings: boolean;
}

function targetsOf(RED: NodeAPI, config: ReadDef, lineNode: LineNode, message: NodeMessage): Promise<Target[]> {
	return Promise.resolve().then(() => {
		if (message["address"] !== undefined) return listedTargets(message["address"]);
		if (config.addressType === "site") return siteTargets(lineNode);
		if (config.addressType !== "msg") return listedTargets(config.address);
		return listedTargets(RED.util.getMessageProperty(message, config.address) ?? message.topic);
	});
}

/** The zone of a line's schedules. Where the site cannot be opened, plain seconds do without it. */
async function timeZoneOf(lineNode: LineNode, needed: boolean): Promise<string> {
	const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
	const site = lineNode.siteNode()?.openSite();
	if (site === undefined) return local;
	const { timeZone } = await (needed ? site : site.catch(() => ({ timeZone: local })));
	return timeZone;
}

/** Reads meters as they are asked for, and by itself at the node's times. */
class Reader {
	readonly #RED: NodeAPI;
	readonly #node: Node;
	readonly #config: ReadDef;
	readonly #used;
	readonly #known: KnownDatapoints | null;
	readonly #own = new WeakMap<NodeMessage, GroupRound>();
	readonly #outage = { told: false };
	#acquisition: Acquisition | null = null;

	constructor(RED: NodeAPI, node: Node, config: ReadDef) {
		this.#RED = RED;
		this.#node = node;
		this.#config = config;
		this.#known = config.badReadings ? new KnownDatapoints() : null;
		this.#used = checkedAtStart(RED, node, () => {
			return { times: ownTimesOf({ ...config }), ...takeLine(RED, node, config.line) };
		});
		const isRound = ({ address }: NodeMessage) => address === undefined && config.addressType === "site";
		const input = onInput(RED, node, (message, work) => this.#read(message, work), { refuse: isRound });
		if (this.#used.failure === null) this.#readByItself(input.run.bind(input));
	}

	async #read(message: NodeMessage, work: Work): Promise<undefined> {
		const own = this.#own.get(message) ?? null;
		if (own !== null) await this.#readOwn(message, work, own);
		else {
			const targets = await targetsOf(this.#RED, this.#config, this.#used().lineNode, message);
			const placed = targets.map((target) => ({ target, afterMs: 0 }));
			await this.#readTargets(message, work, placed);
		}
		return undefined;
	}

	async #readTargets(message: NodeMessage, work: Work, placed: readonly PlacedTarget[]): Promise<number> {
		const used = this.#used();
		const own = this.#own.get(message) ?? null;
		const round = new Round(
			{
				RED: this.#RED,
				node: this.#node,
				used,
				drivers: await used.lineNode.drivers(),
				driver: textOf(message, "driver") || textOf({ ...this.#config }, "driver") || "auto",
				known: this.#known,
				message,
				work,
				own,
				clock: siteClock(used.lineNode.siteNode()),
				outage: own === null ? null : this.#outage,
			},
			placed,
		);
		return await round.read();
	}

	/** What cannot fit into its interval is not begun, and what did not fit is told. */
	async #readOwn(message: NodeMessage, work: Work, own: GroupRound): Promise<void> {
		const { group } = own;
		const placed = (await this.#acquisition?.placed(own)) ?? [];
		const targets = placed.map(({ target }) => target);
		if (targets.length === 0 && this.#acquisition?.isPlain === false) return;
		const refusal = this.#acquisition?.refusal(group, targets) ?? null;
		const isNew = !group.told.tooShort;
		group.told.tooShort = refusal !== null;
		if (refusal !== null && isNew) throw refusal;
		if (refusal !== null) {
			showFailure(this.#RED, this.#node, refusal);
			return;
		}
		const { clock } = this.#used().line.settings;
		const begin = clock.monotonic();
		const failed = await this.#readTargets(message, work, placed);
		const tookMs = clock.monotonic() - begin;
		group.took(tookMs);
		// Meters that do not answer take their time too, but it is not the interval that is wrong then.
		const late = failed > 0 || group.isAligned ? null : outlasted(group.rhythm, tookMs, targets.length);
		if (failed > 0) return;
		if (late !== null && !group.told.outlasted) work.report(late);
		group.told.outlasted = late !== null;
	}

	#readByItself(run: (message: NodeMessage) => Promise<void>): void {
		const { times, lineNode, line } = this.#used();
		if (times.schedule === "" && times.seconds === 0) return;
		const clock = siteClock(lineNode.siteNode());
		const begin = async () => {
			const timeZone = await timeZoneOf(lineNode, times.schedule !== "");
			this.#acquisition = new Acquisition({
				clock,
				settings: line.settings,
				times,
				timeZone,
				targets: () => targetsOf(this.#RED, this.#config, lineNode, { payload: "", topic: "" }),
				read: (own) => {
					const message = { payload: "", topic: "" };
					this.#own.set(message, own);
					return run(message);
				},
				report: (failure) => reportFailure(this.#RED, this.#node, failure),
			});
			this.#acquisition.start();
			return () => this.#acquisition?.stop();
		};
		runOwnWork(this.#RED, this.#node, { clock, begin });
	}
}

/** Registers the node `mw-mbus-read`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-mbus-read", function (this: Node, config: ReadDef) {
		RED.nodes.createNode(this, config);
		new Reader(RED, this, config);
	});
}
