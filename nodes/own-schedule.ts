import type { Node, NodeAPI } from "node-red";
import { systemClock } from "../lib/model/system-clock.ts";
import { whenFlowsStarted } from "./flows-started.ts";

/** Calls back once the flows run and then every so many seconds, until the node closes. */
export function every(RED: NodeAPI, node: Node, seconds: number, callback: () => void): void {
	let cancel: () => void = () => undefined;
	const tick = () => {
		cancel = systemClock.schedule(seconds * 1000, tick);
		callback();
	};
	whenFlowsStarted(RED, node, tick);
	node.on("close", () => {
		cancel();
	});
}
