import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ClockEvidence } from "../../lib/system/clock-evidence.ts";
import type { ClockMachine } from "../../lib/system/clock-machine.ts";
import { type WatchedClock, type WatchOptions, watchClock } from "../../lib/system/clock-watch.ts";
import { ScriptedClock } from "../support/scripted-clock.ts";

/** A machine that boots, and is told how its clock is. */
export class ScriptedMachine implements ClockMachine {
	readonly clock: ScriptedClock;
	boot = "boot-1";
	evidence: ClockEvidence = { synchronized: false, realTimeClock: null };
	#bootedAt = 0;

	constructor(clock: ScriptedClock) {
		this.clock = clock;
	}

	uptimeMs(): number {
		return Math.floor(this.clock.monotonic() - this.#bootedAt);
	}

	glance(): ClockEvidence {
		return this.evidence;
	}

	examine(): Promise<ClockEvidence> {
		return Promise.resolve(this.evidence);
	}

	/** Off for a while, then on with this wall time. */
	async reboot(wall: number, offMs = 30_000): Promise<void> {
		await this.clock.advance(offMs);
		this.boot = `${this.boot}+`;
		this.#bootedAt = this.clock.monotonic();
		this.clock.set(wall);
	}
}

/** What was told. */
export interface Told {
	readonly shifts: number[];
	readonly jumps: (readonly [before: number, after: number])[];
	readonly failures: string[];
}

/** A machine with a directory of its own. */
export function scriptedMachine(wall: number): {
	readonly machine: ScriptedMachine;
	readonly clock: ScriptedClock;
	readonly told: Told;
	/** Starts a process that watches the clock. */
	start(options?: Partial<WatchOptions>): WatchedClock;
} {
	const clock = new ScriptedClock(wall);
	const machine = new ScriptedMachine(clock);
	const directory = mkdtempSync(join(tmpdir(), "meterway-clock-"));
	const told: Told = { shifts: [], jumps: [], failures: [] };
	const watched: WatchedClock[] = [];
	onTestFinished(async () => {
		for (const clocks of watched) await clocks.close();
		rmSync(directory, { recursive: true, force: true });
	});
	const start = (options: Partial<WatchOptions> = {}) => {
		const watch = watchClock({
			directory,
			clock,
			machine,
			onTrusted: (shift) => {
				told.shifts.push(shift);
			},
			onJump: (before, after) => {
				told.jumps.push([before, after]);
			},
			onFailure: ({ code }) => {
				told.failures.push(code);
			},
			...options,
		});
		watched.push(watch);
		return watch;
	};
	return { machine, clock, told, start };
}
