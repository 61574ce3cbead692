import type { Node, NodeAPI } from "node-red";
import type { Clock } from "../../lib/model/clock.ts";
import { type FailureCode, toFailure } from "../../lib/model/failure.ts";
import type { Schedule } from "../../lib/model/schedule.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { whenFlowsStarted } from "../flows-started.ts";
import { reportFailure } from "../report-failure.ts";
import { showStatus } from "../status.ts";

/** When a node does something by itself. */
export interface ScheduledWork {
	/** Default the machine's own. Nothing is due before it is trusted. */
	readonly clock?: Clock;
	/** Null for never. Throws Failure `schedule`, `config`, and what opening a site throws. */
	schedule(): Promise<Schedule | null>;
	/** Milliseconds after the end of a period until its readings can all be there. */
	readonly settlingMs: number;
	due(): void;
}

/** Readings of the last moment of a period need this long until they are kept. */
const GRACE_MS = 5_000;
/** The wall time is looked at again at least this often, for it may have been set. */
const LOOK_MS = 60_000;
/** A clock that is not trusted is looked at again after this. */
const UNTRUSTED_MS = 2_000;
const RETRY_MS = 60_000;
const JUMP_MS = 1_000;
/** What only a change of the settings puts right is not tried again. */
const PERMANENT: readonly FailureCode[] = ["config", "schedule", "time-zone"];

/** When something is due by a schedule, so long after each of its times; whatever came meanwhile is due once. */
export class DueTimes {
	readonly #clock: Clock;
	readonly #schedule: Schedule;
	readonly #graceMs: number;
	/** Minus infinity before the first look: what was missed is due at once. */
	#next: number | null = Number.NEGATIVE_INFINITY;
	#offset: number | null = null;

	constructor(clock: Clock, schedule: Schedule, graceMs: number) {
		this.#clock = clock;
		this.#schedule = schedule;
		this.#graceMs = graceMs;
	}

	/** Whether something is due now, and after how many ms to look again. Nothing is due while the clock is not trusted. */
	look(): { readonly due: boolean; readonly waitMs: number } {
		if (this.#clock.state === "untrusted") return { due: false, waitMs: UNTRUSTED_MS };
		const over = this.#clock.now() - this.#graceMs;
		const due = this.#next !== null && over >= this.#next;
		if (this.#hasJumped() || due) this.#next = this.#schedule.next(over);
		const waitMs = this.#next === null ? LOOK_MS : Math.ceil(this.#next - over);
		return { due, waitMs: Math.max(0, Math.min(LOOK_MS, waitMs)) };
	}

	/** A clock that was set back must not keep the schedule waiting until the time it once had. */
	#hasJumped(): boolean {
		const offset = this.#clock.now() - this.#clock.monotonic();
		const jump = offset - (this.#offset ?? offset);
		this.#offset = offset;
		return Math.abs(jump) > JUMP_MS;
	}
}

/** Calls `due` once when the flows run and the clock is trusted, for what was missed, and then after every time of the schedule. */
export function runOnSchedule(RED: NodeAPI, node: Node, work: ScheduledWork): void {
	const clock = work.clock ?? systemClock;
	let closed = false;
	let cancel: () => void = () => undefined;
	const wait = (ms: number, then: () => void) => {
		if (!closed) cancel = clock.schedule(ms, then);
	};
	const look = (times: DueTimes) => {
		const { due, waitMs } = times.look();
		if (due) work.due();
		wait(waitMs, () => look(times));
	};
	const begin = () => {
		work.schedule().then(
			(schedule) => {
				if (schedule === null || closed) return;
				if (clock.state === "untrusted") showStatus(RED, node, ["waiting", "waiting-clock"]);
				look(new DueTimes(clock, schedule, GRACE_MS + work.settlingMs));
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
