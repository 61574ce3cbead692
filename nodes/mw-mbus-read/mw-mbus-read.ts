import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { textOf, wholeNumberOf } from "../config-value.ts";
import type { LineNode } from "../mw-mbus-line/mw-mbus-line.ts";
import { type Handler, onInput, type Work } from "../on-input.ts";
import { every } from "../own-schedule.ts";
import { checkedAtStart } from "../report-failure.ts";
import { showFailure } from "../status.ts";
import { takeLine } from "../use-line.ts";
import { KnownDatapoints } from "./bad-readings.ts";
import { leastRoundMs, Pace } from "./pace.ts";
import { Round } from "./round.ts";
import { listedTargets, siteTargets, type Target } from "./targets.ts";

interface ReadDef extends NodeDef {
	readonly line: string;
	readonly address: string;
	readonly addressType: string;
	readonly driver: string;
	readonly interval: string;
	readonly badReadings: boolean;
}

const LONGEST_INTERVAL_S = 2_678_400;

function targetsOf(RED: NodeAPI, config: ReadDef, lineNode: LineNode, message: NodeMessage): Promise<Target[]> {
	return Promise.resolve().then(() => {
		if (message["address"] !== undefined) return listedTargets(message["address"]);
		if (config.addressType === "site") return siteTargets(lineNode);
		if (config.addressType !== "msg") return listedTargets(config.address);
		return listedTargets(RED.util.getMessageProperty(message, config.address) ?? message.topic);
	});
}

/** Registers the node `mw-mbus-read`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-mbus-read", function (this: Node, config: ReadDef) {
		RED.nodes.createNode(this, config);
		const used = checkedAtStart(RED, this, () => {
			const seconds = wholeNumberOf({ ...config }, "interval", [0, LONGEST_INTERVAL_S]) ?? 0;
			return { seconds, ...takeLine(RED, this, config.line) };
		});
		const seconds = used.failure === null ? used().seconds : 0;
		const driver = textOf({ ...config }, "driver") || "auto";
		const known = config.badReadings ? new KnownDatapoints() : null;

		const pace = new Pace(seconds * 1000);
		const own = new WeakSet<NodeMessage>();

		const outage = { told: false };
		const readTargets = async (message: NodeMessage, work: Work, targets: readonly Target[]) => {
			const line = used();
			const drivers = await line.lineNode.drivers();
			const named = textOf(message, "driver") || driver;
			const schedule = { late: () => pace.late, outage: own.has(message) ? outage : null };
			const options = { RED, node: this, used: line, drivers, driver: named, known, message, work, ...schedule };
			return await new Round(options, targets).read();
		};
		/** What cannot fit into the interval is not begun, and what did not fit is told. */
		const readOnSchedule = async (message: NodeMessage, work: Work, targets: readonly Target[]) => {
			const { settings } = used().line;
			const addresses = targets.map(({ address }) => address);
			const refusal = pace.check(leastRoundMs(settings, addresses), targets.length);
			if (refusal?.isNew === true) throw refusal.failure;
			if (refusal !== null) {
				showFailure(RED, this, refusal.failure);
				return;
			}
			const begin = settings.clock.monotonic();
			// Meters that do not answer take their time too, but it is not the interval that is wrong then.
			if ((await readTargets(message, work, targets)) > 0) return;
			const outlasted = pace.check(settings.clock.monotonic() - begin, targets.length);
			if (outlasted?.isNew === true) work.report(outlasted.failure);
		};
		const read: Handler = async (message, work) => {
			const targets = await targetsOf(RED, config, used().lineNode, message);
			await (own.has(message) ? readOnSchedule : readTargets)(message, work, targets);
			return undefined;
		};
		const isRound = ({ address }: NodeMessage) => address === undefined && config.addressType === "site";
		const input = onInput(RED, this, read, { refuse: isRound });
		if (seconds > 0) {
			every(RED, this, seconds, () => {
				if (!pace.tick(input.busy)) return;
				const message = { payload: "", topic: "" };
				own.add(message);
				input.start(message);
			});
		}
	});
}
