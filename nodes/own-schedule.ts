import type { Node, NodeAPI } from "node-red";
import type { Clock } from "../lib/model/clock.ts";
import { type FailureCode, toFailure } from "../lib/model/failure.ts";
import { whenFlowsStarted } from "./flows-started.ts";
import { reportFailure } from "./report-failure.ts";

/** Something that a node does by itself, begun when the flows run and ended when the node closes. */
export interface OwnWork {
	readonly clock: Clock;
	/** Makes ready and begins; resolves with what ends it. What it throws is reported, and tried again where that may help. */
	begin(): Promise<() => void>;
}

const RETRY_MS = 60_000;
/** What only a change of the settings puts right is not tried again. */
const PERMANENT: readonly FailureCode[] = ["config", "schedule", "time-zone"];

/** Begins a node's own work once the flows run. */
export function runOwnWork(RED: NodeAPI, node: Node, work: OwnWork): void {
	let closed = false;
	let end: () => void = () => undefined;
	const begin = () => {
		work.begin().then(
			(stop) => {
				if (closed) stop();
				else end = stop;
			},
			(error: unknown) => {
				if (closed) return;
				const failure = toFailure(error);
				reportFailure(RED, node, failure);
				if (!PERMANENT.includes(failure.code)) end = work.clock.schedule(RETRY_MS, begin);
			},
		);
	};
	whenFlowsStarted(RED, node, begin);
	node.on("close", () => {
		closed = true;
		end();
	});
}
