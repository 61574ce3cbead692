import type { Node, NodeAPI } from "node-red";
import type { MbusLine } from "../lib/masters/mbus/line.ts";
import type { LinkState } from "../lib/model/byte-link.ts";
import { Failure } from "../lib/model/failure.ts";
import type { LineNode } from "./mw-mbus-line/mw-mbus-line.ts";
import { checkedAtStart } from "./report-failure.ts";
import { showFailure, showStatus } from "./status.ts";

/** The line that a node was given in its settings; throws Failure `config` where there is none. */
export function lineNodeOf(RED: NodeAPI, id: string): LineNode {
	const lineNode = RED.nodes.getNode(id) as LineNode | null;
	if (lineNode === null || typeof lineNode.openLine !== "function") throw new Failure("config", { field: "line" });
	return lineNode;
}

interface LinkNews {
	readonly state: LinkState;
	readonly cause?: Failure | undefined;
	readonly retryMs?: number | undefined;
}

function showLink(RED: NodeAPI, node: Node, { state, cause, retryMs }: LinkNews): void {
	if (state === "open") showStatus(RED, node, ["ready", "ready"]);
	else if (state === "opening") showStatus(RED, node, ["waiting", "connecting"]);
	else if (cause !== undefined) showFailure(RED, node, cause, retryMs);
	else showStatus(RED, node, ["off", "closed"]);
}

function leftOf(waitMs: number | undefined, passedMs: number): number | undefined {
	return waitMs === undefined ? undefined : Math.max(0, waitMs - passedMs);
}

/** A line in use. */
export interface UsedLine {
	readonly lineNode: LineNode;
	readonly line: MbusLine;
	/** Shows again how the connection is, with the time that is left until it is tried again. */
	showLink(): void;
}

/** Opens a node's line and shows how its connection is, and `whenOpen` in its place while it is open; throws Failure `config` or `baud-rate`. */
export function takeLine(RED: NodeAPI, node: Node, id: string, whenOpen?: () => void): UsedLine {
	const lineNode = lineNodeOf(RED, id);
	const line = lineNode.openLine();
	const { clock } = line.settings;
	let news: LinkNews & { readonly at: number } = { state: line.state, at: clock.monotonic() };
	const show = () => {
		const { state, cause, retryMs, at } = news;
		if (state === "open" && whenOpen !== undefined) whenOpen();
		else showLink(RED, node, { state, cause, retryMs: leftOf(retryMs, clock.monotonic() - at) });
	};
	show();
	const leave = line.listen({
		state: (state, cause, retryMs) => {
			news = { state, cause, retryMs, at: clock.monotonic() };
			show();
		},
	});
	lineNode.users[node.id] = node;
	node.on("close", () => {
		leave();
		delete lineNode.users[node.id];
	});
	return { lineNode, line, showLink: show };
}

/**
 * The same for a node that needs its line only when a message comes: a wrong setting is shown and reported, and the
 * returned function hands out the line or throws the failure again.
 */
export function useLine(RED: NodeAPI, node: Node, id: string): () => UsedLine {
	return checkedAtStart(RED, node, () => takeLine(RED, node, id));
}
