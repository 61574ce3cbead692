import type { Node, NodeAPI } from "node-red";
import { toFailure } from "../lib/model/failure.ts";
import { translated } from "./translate.ts";

/** Frees what a node holds when it closes; Node-RED waits for it, and a failure to do so is reported. */
export function onClose(RED: NodeAPI, node: Node, free: () => Promise<void>): void {
	node.on("close", (done: () => void) => {
		free().then(done, (error: unknown) => {
			node.error(translated(RED, toFailure(error)), {});
			done();
		});
	});
}
