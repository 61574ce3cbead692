import type { Node, NodeAPI } from "node-red";
import { type FailureCode, toFailure } from "../../lib/model/failure.ts";
import type { Schedule } from "../../lib/model/schedule.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { whenFlowsStarted } from "../flows-started.ts";
import { reportFailure } from "../report-failure.ts";

/** When a node does something by itself. */
export interface ScheduledWork {
	/** Null for never. Throws Failure `schedule`, `config`, and what opening a site throws. */
	schedule(): Promise<Schedule | null>;
	/** Milliseconds after the end of a period until its readings can all be there. */
	readonly settlingMs: number;
	due(): void;
}

/** Readings of the last moment of a period need this long until they are kept. */
const GRACE_MS = 5_000;
/** Timers hold 2^31 - 1 ms; a later run is looked at again in between. */
const LONGEST_TIMER_MS = 86_400_000;
const RETRY_MS = 60_000;
/** What only a change of the settings puts right is not tried again. */
const PERMANENT: readonly FailureCode[] = ["config", "schedule", "time-zone"];

/** Calls `due` once when the flows run, for what was missed, and then after every time of the schedule. */
export function runOnSchedule(RED: NodeAPI, node: Node, work: ScheduledWork): void {
	const graceMs = GRACE_MS + work.settlingMs;
	let closed = false;
	let cancel: () => void = () => undefined;
	const wait = (ms: number, then: () => void) => {
		if (!closed) cancel = systemClock.schedule(ms, then);
	};
	// A timer may fire a little too early: the same time must not come twice.
	const plan = (schedule: Schedule, done: number) => {
		const now = systemClock.now();
		const next = schedule.next(Math.max(now - graceMs, done));
		if (next === null) return;
		const ms = next + graceMs - now;
		if (ms > LONGEST_TIMER_MS) wait(LONGEST_TIMER_MS, () => plan(schedule, done));
		else {
			wait(ms, () => {
				work.due();
				plan(schedule, next);
			});
		}
	};
	const begin = () => {
		work.schedule().then(
			(schedule) => {
				if (schedule === null || closed) return;
				work.due();
				plan(schedule, Number.NEGATIVE_INFINITY);
			},
			(error: unknown) => {
				if (closed) return;
				const failure = toFailure(error);
				reportFailure(RED, node, failure);
				if (!PERMANENT.includes(failure.code)) wait(RETRY_MS, begin);
			},
		);
	};
	whenFlowsStarted(RED, node, begin);
	node.on("close", () => {
		closed = true;
		cancel();
	});
}
