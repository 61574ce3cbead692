import type { Node, NodeAPI } from "node-red";
import type { Schedule } from "../../lib/exports/schedule.ts";
import { toFailure } from "../../lib/model/failure.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { reportFailure } from "../report-failure.ts";

/** When a node does something by itself. */
export interface ScheduledWork {
	/** Null for never. Throws Failure `schedule`, `config`, and what opening a site throws. */
	schedule(): Promise<Schedule | null>;
	due(): void;
}

/** Readings of the last moment of a period need this long until they are kept. */
const GRACE_MS = 5_000;
/** Timers hold 2^31 - 1 ms; a later run is looked at again in between. */
const LONGEST_TIMER_MS = 86_400_000;
const RETRY_MS = 60_000;

/** Calls `due` once when the flows run, for what was missed, and then after every time of the schedule. */
export function runOnSchedule(RED: NodeAPI, node: Node, work: ScheduledWork): void {
	let closed = false;
	let cancel: () => void = () => undefined;
	const wait = (ms: number, then: () => void) => {
		if (!closed) cancel = systemClock.schedule(ms, then);
	};
	const plan = (schedule: Schedule) => {
		const now = systemClock.now();
		const next = schedule.next(now - GRACE_MS);
		if (next === null) return;
		const ms = next + GRACE_MS - now;
		if (ms > LONGEST_TIMER_MS) wait(LONGEST_TIMER_MS, () => plan(schedule));
		else {
			wait(ms, () => {
				work.due();
				plan(schedule);
			});
		}
	};
	const begin = () => {
		work.schedule().then(
			(schedule) => {
				if (schedule === null || closed) return;
				work.due();
				plan(schedule);
			},
			(error: unknown) => {
				if (closed) return;
				reportFailure(RED, node, toFailure(error));
				wait(RETRY_MS, begin);
			},
		);
	};
	RED.events.once("flows:started", begin);
	node.on("close", () => {
		closed = true;
		RED.events.off("flows:started", begin);
		cancel();
	});
}
