import type { Node, NodeAPI } from "node-red";
import { type Failure, toFailure } from "../lib/model/failure.ts";
import { whenFlowsStarted } from "./flows-started.ts";
import { showFailure } from "./status.ts";
import { translated } from "./translate.ts";

/** Shows and reports a failure that no message caused; a Catch node sees it with an empty message. */
export function reportFailure(RED: NodeAPI, node: Node, failure: Failure): void {
	showFailure(RED, node, failure);
	node.error(translated(RED, failure), {});
}

/**
 * For failures that may come before the flows run, when Catch nodes do not listen yet: made together with the node, it
 * reports then. What comes later is reported at once.
 */
export function reporter(RED: NodeAPI, node: Node): (failure: Failure) => void {
	const started = new Promise<void>((resolve) => {
		whenFlowsStarted(RED, node, resolve);
	});
	return (failure) => {
		started.then(
			() => node.error(translated(RED, failure), {}),
			() => undefined,
		);
	};
}

/** Shows and reports a failure found while the node is made. */
export function reportAtStart(RED: NodeAPI, node: Node, failure: Failure): void {
	showFailure(RED, node, failure);
	reporter(RED, node)(failure);
}

/** What was made, or the failure to make it, thrown whenever it is asked for. */
export interface Checked<T> {
	(): T;
	readonly failure: Failure | null;
}

/**
 * Makes what a node needs from its settings. A failure is shown and reported once, and thrown again by the returned
 * function for every message that needs it.
 */
export function checkedAtStart<T>(RED: NodeAPI, node: Node, make: () => T): Checked<T> {
	try {
		const made = make();
		return Object.assign(() => made, { failure: null });
	} catch (error) {
		const failure = toFailure(error);
		reportAtStart(RED, node, failure);
		const fail = (): never => {
			throw failure;
		};
		return Object.assign(fail, { failure });
	}
}

/** What `make` gives, or null after reporting why it failed: for settings that a node can do without. */
export function tryAtStart<T>(RED: NodeAPI, node: Node, make: () => T): T | null {
	try {
		return make();
	} catch (error) {
		reportAtStart(RED, node, toFailure(error));
		return null;
	}
}
