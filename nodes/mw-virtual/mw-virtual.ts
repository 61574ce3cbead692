import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import type { VirtualPoint } from "../../lib/formulas/virtual-point.ts";
import { VirtualPoints } from "../../lib/formulas/virtual-points.ts";
import type { Failure } from "../../lib/model/failure.ts";
import type { Reading } from "../../lib/model/reading.ts";
import { textOf } from "../config-value.ts";
import { Lazy } from "../lazy.ts";
import { readingsOf } from "../message-readings.ts";
import { onInput } from "../on-input.ts";
import { checkedAtStart } from "../report-failure.ts";
import { showStatus } from "../status.ts";
import { siteNodeOf, useSite } from "../use-site.ts";
import { pointOf } from "./point-config.ts";
import { noSite, type SiteContext, siteContext } from "./site-context.ts";

interface VirtualDef extends NodeDef {
	readonly site: string;
}

/** A virtual datapoint at work; what it cannot compute is told to whoever waits for the message. */
interface Desk {
	take(readings: readonly Reading[], report: (failure: Failure) => void): Reading[];
}

function deskOf(point: VirtualPoint, { latest, ...context }: SiteContext): Desk {
	let tell: (failure: Failure) => void = () => undefined;
	const points = new VirtualPoints([point], { ...context, onFailure: (failure) => tell(failure) });
	points.prime(latest);
	return {
		take: (readings, report) => {
			tell = report;
			return points.take(readings);
		},
	};
}

function resultMessage(
	{ telegram: _, ...message }: NodeMessage,
	payload: readonly Reading[],
	device: string,
): NodeMessage {
	return { ...message, topic: device, device, payload };
}

function showResult(RED: NodeAPI, node: Node, { value, exact, unit, reason }: Reading): void {
	if (value === null) showStatus(RED, node, ["warning", `failure.${reason ?? "formula-input"}`]);
	else node.status({ fill: "green", shape: "dot", text: `${exact ?? String(value)} ${unit}`.trim().slice(0, 20) });
}

/** Registers the node `mw-virtual`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-virtual", function (this: Node, def: VirtualDef) {
		RED.nodes.createNode(this, def);
		showStatus(RED, this, ["waiting", "waiting"]);
		const settings = checkedAtStart(RED, this, () => {
			const point = pointOf({ ...def });
			if (textOf({ ...def }, "site") !== "") return { point, siteNode: useSite(this, siteNodeOf(RED, def.site)) };
			deskOf(point, noSite());
			return { point, siteNode: null };
		});
		const desk = new Lazy(async () => {
			const { point, siteNode } = settings();
			return deskOf(point, siteNode === null ? noSite() : await siteNode.hold(siteContext(siteNode)));
		});

		onInput(RED, this, async (message, { report }) => {
			const { point } = settings();
			const readings = readingsOf(message);
			const results = (await desk.get()).take(readings, (failure) => report(failure));
			const [result] = results;
			if (result === undefined) return;
			showResult(RED, this, result);
			return resultMessage(message, results, point.device);
		});
	});
}
