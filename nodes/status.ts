import type { Node, NodeAPI, NodeStatusFill, NodeStatusShape } from "node-red";
import type { Failure, FailureDetails } from "../lib/model/failure.ts";
import { sharedText } from "./translate.ts";

/** How a state of affairs looks under a node. */
const LOOKS = {
	ready: ["green", "ring"],
	active: ["green", "dot"],
	working: ["blue", "dot"],
	waiting: ["yellow", "ring"],
	warning: ["yellow", "dot"],
	failed: ["red", "ring"],
	off: ["grey", "ring"],
} as const satisfies Record<string, readonly [NodeStatusFill, NodeStatusShape]>;

/** One of the looks a status can have. */
export type Look = keyof typeof LOOKS;

/** Shows a status: `key` is one of the shared catalogue's `status.` sentences. */
export function showStatus(
	RED: NodeAPI,
	node: Node,
	[look, key]: readonly [Look, string],
	values?: FailureDetails,
): void {
	const [fill, shape] = LOOKS[look];
	node.status({ fill, shape, text: sharedText(RED, `status.${key}`, values) });
}

/** Shows what went wrong in two or three words, and when it is tried again. */
export function showFailure(RED: NodeAPI, node: Node, failure: Failure, retryMs?: number): void {
	const [fill, shape] = LOOKS.failed;
	const what = sharedText(RED, `status.failure.${failure.code}`);
	const when = retryMs === undefined ? "" : ` (${Math.ceil(retryMs / 1000)} s)`;
	node.status({ fill, shape, text: what + when });
}
