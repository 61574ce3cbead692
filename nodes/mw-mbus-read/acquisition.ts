import type { LineSettings } from "../../lib/masters/mbus/line-options.ts";
import { planFailure } from "../../lib/masters/mbus/line-plan.ts";
import type { Clock } from "../../lib/model/clock.ts";
import { type Failure, toFailure } from "../../lib/model/failure.ts";
import type { Schedule } from "../../lib/model/schedule.ts";
import { jitterMs, rotated } from "../../lib/site/reading-order.ts";
import { parseSchedule } from "../../lib/site/schedule.ts";
import { scheduleSteps } from "../../lib/site/schedule-steps.ts";
import { SlotTimer } from "../../lib/site/slot-timer.ts";
import type { OwnTimes } from "./own-times.ts";
import { leastPlan, type PacedGroup, type Rhythm, usualRoundMs } from "./pace.ts";
import { type GroupRound, ReadingGroup } from "./reading-group.ts";
import type { Target } from "./targets.ts";

/** What reads by itself. */
export interface AcquisitionOptions {
	readonly clock: Clock;
	readonly settings: LineSettings;
	readonly times: OwnTimes;
	/** IANA name of the zone of the schedules. */
	readonly timeZone: string;
	/** The meters there are now. */
	targets(): Promise<readonly Target[]>;
	/** Works on a round; resolves when it ended, and never rejects. */
	read(round: GroupRound): Promise<void>;
	report(failure: Failure): void;
}

/** A meter of a round, and how long after its beginning it is read. */
export interface PlacedTarget {
	readonly target: Target;
	readonly afterMs: number;
}

interface Entry {
	readonly group: ReadingGroup;
	readonly stop: () => void;
}

/** The devices of a site are looked up this often, for they may have changed. */
const REFRESH_MS = 60_000;
/** Timers hold 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 86_400_000;

/** Reads the meters of a node at the node's times, and those that have times of their own at theirs. */
export class Acquisition {
	readonly #options: AcquisitionOptions;
	/** By the schedule of the devices; empty: the node's. */
	readonly #entries = new Map<string, Entry>();
	/** Schedules of devices that were told to be none. */
	readonly #told = new Set<string>();
	#targets: readonly Target[] = [];
	#closed = false;
	#cancel: () => void = () => undefined;

	constructor(options: AcquisitionOptions) {
		this.#options = options;
	}

	/** Begins; throws Failure `schedule` or `time-zone`. */
	start(): void {
		const { schedule, seconds } = this.#options.times;
		if (schedule !== "") this.#entries.set("", this.#aligned("", schedule));
		else this.#entries.set("", this.#everySeconds(seconds));
		this.#refresh();
	}

	stop(): void {
		this.#closed = true;
		this.#cancel();
		for (const { stop } of this.#entries.values()) stop();
	}

	/** Whether no device has times of its own. */
	get isPlain(): boolean {
		return this.#entries.size === 1;
	}

	/** Failure `interval-too-short` where the line cannot keep up with this group; else null. Who is read now is said with it. */
	refusal(group: ReadingGroup, targets: readonly Target[]): Failure | null {
		const others = Array.from(this.#entries, ([key, { group: other }]): PacedGroup => {
			const meters = other === group ? targets : this.#targetsOf(key);
			return { rhythm: other.rhythm, addresses: meters.map(({ address }) => address) };
		});
		const failure = planFailure(leastPlan(this.#options.settings, others));
		return failure?.details["schedule"] === group.rhythm.schedule ? failure : null;
	}

	/** The meters of a round, in their order of this time. */
	async placed({ group, slot }: GroupRound): Promise<PlacedTarget[]> {
		const key = Array.from(this.#entries).find(([, entry]) => entry.group === group)?.[0];
		await this.#lookUp();
		// Nobody has these times any more.
		if (key === undefined || !this.#entries.has(key)) return [];
		const targets = this.#targetsOf(key);
		const spreadMs = slot === null ? 0 : Math.min(this.#options.times.jitterMs, group.rhythm.shortestMs / 2);
		if (spreadMs === 0) return rotated(targets, group.turn).map((target) => ({ target, afterMs: 0 }));
		const placed = targets.map((target) => ({ target, afterMs: jitterMs(target.topic, spreadMs) }));
		return placed.toSorted((left, right) => left.afterMs - right.afterMs);
	}

	#targetsOf(key: string): readonly Target[] {
		return this.#targets.filter(({ schedule }) => (this.#entries.has(schedule) ? schedule : "") === key);
	}

	async #lookUp(): Promise<void> {
		this.#targets = await this.#options.targets();
		if (this.#closed) return;
		const wanted = new Set(this.#targets.map(({ schedule }) => schedule));
		for (const schedule of wanted) this.#add(schedule);
		for (const [key, { stop }] of this.#entries) {
			if (key === "" || wanted.has(key)) continue;
			stop();
			this.#entries.delete(key);
		}
	}

	/** A schedule that another version wrote and this one cannot read is told once, and as good as none. */
	#add(schedule: string): void {
		if (this.#entries.has(schedule) || this.#told.has(schedule)) return;
		try {
			this.#entries.set(schedule, this.#aligned(schedule, schedule));
		} catch (error) {
			this.#told.add(schedule);
			this.#options.report(toFailure(error));
		}
	}

	/** What keeps the devices from being looked up is told by the node's own round. */
	#refresh(): void {
		this.#cancel = this.#options.clock.schedule(REFRESH_MS, () => this.#refresh());
		this.#lookUp().catch(toFailure);
	}

	#aligned(key: string, text: string): Entry {
		const { clock, timeZone } = this.#options;
		const schedule = parseSchedule(text, timeZone);
		const group = this.#group({ schedule: text, ...scheduleSteps(schedule, clock.now()) }, true);
		const timer = this.#timer(key, group, schedule);
		return { group, stop: () => timer.stop() };
	}

	#timer(key: string, group: ReadingGroup, schedule: Schedule): SlotTimer {
		const { clock, settings, times } = this.#options;
		const addresses = () => this.#targetsOf(key).map(({ address }) => address);
		const roundMs = () => group.roundMs ?? usualRoundMs(settings, { rhythm: group.rhythm, addresses: addresses() });
		return new SlotTimer({
			clock,
			schedule,
			leadMs: () => (times.jitterMs > 0 ? 0 : roundMs() / 2),
			due: (slot) => group.due(slot),
			missed: (count, first) => group.miss(count, first),
		});
	}

	#everySeconds(seconds: number): Entry {
		const { clock } = this.#options;
		const ms = seconds * 1000;
		const group = this.#group({ schedule: `PT${seconds}S`, shortestMs: ms, meanMs: ms }, false);
		let cancel: () => void = () => undefined;
		const wait = (leftMs: number) => {
			const stepMs = Math.min(leftMs, LONGEST_TIMER_MS);
			cancel = clock.schedule(stepMs, () => (leftMs > stepMs ? wait(leftMs - stepMs) : tick()));
		};
		const tick = () => {
			wait(ms);
			group.due(null);
		};
		tick();
		return { group, stop: () => cancel() };
	}

	#group(rhythm: Rhythm, isAligned: boolean): ReadingGroup {
		const { read, report } = this.#options;
		return new ReadingGroup({ rhythm, isAligned, read, report });
	}
}
