import type { Node, NodeAPI } from "node-red";

/** The runtime itself holds who waits, so that a flow of many nodes adds one listener to it instead of one each. */
const WAITING = Symbol.for("@meterway/node-red/flows-started");

interface Waiting {
	readonly callbacks: Set<() => void>;
	readonly listener: () => void;
}

type Runtime = NodeAPI["events"] & { [WAITING]?: Waiting };

function makeWaiting(): Waiting {
	const callbacks = new Set<() => void>();
	const listener = () => {
		const due = [...callbacks];
		callbacks.clear();
		for (const callback of due) callback();
	};
	return { callbacks, listener };
}

/** Calls back once when the flows run, for a node that is being made; never, where it closes before. */
export function whenFlowsStarted(RED: NodeAPI, node: Node, callback: () => void): void {
	const runtime: Runtime = RED.events;
	runtime[WAITING] ??= makeWaiting();
	const { callbacks, listener } = runtime[WAITING];
	if (!runtime.listeners("flows:started").includes(listener)) runtime.on("flows:started", listener);
	callbacks.add(callback);
	node.on("close", () => {
		callbacks.delete(callback);
	});
}
