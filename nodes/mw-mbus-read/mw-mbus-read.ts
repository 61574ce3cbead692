import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { textOf, wholeNumberOf } from "../config-value.ts";
import type { LineNode } from "../mw-mbus-line/mw-mbus-line.ts";
import { type Handler, onInput } from "../on-input.ts";
import { every } from "../own-schedule.ts";
import { tryAtStart } from "../report-failure.ts";
import { useLine } from "../use-line.ts";
import { KnownDatapoints } from "./bad-readings.ts";
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
		const used = useLine(RED, this, config.line);
		const seconds = tryAtStart(RED, this, () => wholeNumberOf({ ...config }, "interval", [0, LONGEST_INTERVAL_S])) ?? 0;
		const driver = textOf({ ...config }, "driver") || "auto";
		const known = config.badReadings ? new KnownDatapoints() : null;

		const read: Handler = async (message, work) => {
			const { lineNode, line } = used();
			const targets = await targetsOf(RED, config, lineNode, message);
			const drivers = await lineNode.drivers();
			const named = textOf(message, "driver") || driver;
			await new Round({ RED, node: this, line, drivers, driver: named, known, message, work }, targets).read();
			return undefined;
		};
		const isRound = ({ address }: NodeMessage) => address === undefined && config.addressType === "site";
		const input = onInput(RED, this, read, { refuse: isRound });
		if (seconds > 0) {
			every(RED, this, seconds, () => {
				if (!input.busy) input.start({ payload: "", topic: "" });
			});
		}
	});
}
