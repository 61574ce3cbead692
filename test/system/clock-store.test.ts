import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";
import type { WatchedClock } from "../../lib/system/clock-watch.ts";
import { uncertainTime } from "../../nodes/uncertain-time.ts";
import { type ScriptedMachine, scriptedMachine } from "./scripted-machine.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 11, 1, 12);
const SYNCED = { synchronized: true, realTimeClock: null };
const WAITING = { synchronized: false, realTimeClock: null };

interface Process {
	readonly watch: WatchedClock;
	readonly log: ReadingLog;
	/** Reads a meter every minute. */
	run(minutes: number): Promise<void>;
	stop(): Promise<void>;
}

/** A gateway whose only work is to keep a counter that counts true minutes. */
function gateway(wall: number): { machine: ScriptedMachine; start(): Promise<Process>; shifted: number[] } {
	const { machine, clock, start: watched } = scriptedMachine(wall);
	const directory = mkdtempSync(join(tmpdir(), "meterway-clock-store-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	const shifted: number[] = [];
	let count = 0;
	const start = async (): Promise<Process> => {
		const opened = Promise.withResolvers<ReadingLog>();
		const watch = watched({
			onTrusted: async (shift) => {
				shifted.push(await (await opened.promise).trustClock(shift));
			},
			onJump: async (before, after) => {
				await (await opened.promise).clockJumped(before, after);
			},
		});
		const file = join(directory, "readings.db");
		const { log } = await openReadingLog(file, { clock: watch, boot: machine.boot });
		opened.resolve(log);
		const read = async () => {
			count += 1;
			const reading: Reading = {
				...{ device: "m", datapoint: "energy", quantity: "energy", unit: "Wh" },
				...{ value: count, time: watch.now(), quality: "good" },
			};
			await log.append(uncertainTime([reading], watch), { now: true });
		};
		const run = async (minutes: number) => {
			for (let minute = 0; minute < minutes; minute += 1) {
				await clock.advance(MINUTE);
				await read();
			}
		};
		const stop = async () => {
			await watch.close();
			await log.close();
		};
		onTestFinished(stop);
		return { watch, log, run, stop };
	};
	return { machine, start, shifted };
}

async function kept(log: ReadingLog): Promise<Reading[]> {
	const readings: Reading[] = [];
	for await (const reading of log.query({ from: -8.64e15, to: 8.64e15 })) readings.push(reading);
	return readings;
}

test("readings of a start in 1970 get their true time, once", async () => {
	const { machine, start, shifted } = gateway(0);
	machine.evidence = WAITING;
	const { run, log, watch } = await start();
	await run(10);
	expect((await kept(log)).map(({ quality, reason }) => `${quality} ${reason}`)).toEqual(
		Array.from({ length: 10 }, () => "uncertain clock-uncertain"),
	);
	machine.clock.set(NOON + 10 * MINUTE);
	machine.evidence = SYNCED;
	await machine.clock.advance(30_000);
	expect(watch.state).toBe("synced");
	await run(5);
	const readings = await kept(log);
	expect(readings.map(({ value, time }) => [value, (time - NOON) / MINUTE])).toEqual([
		...Array.from({ length: 10 }, (_, index) => [index + 1, index + 1]),
		...Array.from({ length: 5 }, (_, index) => [index + 11, index + 11.5]),
	]);
	expect(readings.every(({ quality }) => quality === "good")).toBe(true);
	expect(shifted).toEqual([10]);
});

test("readings of two processes before the time was known are moved by the process that learns it", async () => {
	const { machine, start, shifted } = gateway(0);
	machine.evidence = WAITING;
	const first = await start();
	await first.run(5);
	await first.stop();
	await machine.clock.advance(2 * MINUTE);
	const second = await start();
	await second.run(5);
	await second.stop();
	machine.clock.set(NOON + 12 * MINUTE);
	machine.evidence = SYNCED;
	const third = await start();
	await third.run(3);
	const minutes = (await kept(third.log)).map(({ time }) => (time - NOON) / MINUTE);
	expect(minutes).toEqual([1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15]);
	expect((await kept(third.log)).every(({ quality }) => quality === "good")).toBe(true);
	expect(shifted.reduce((sum, count) => sum + count, 0)).toBe(10);
});

test("a restart without a clock goes on behind what was kept, and nothing is lost or doubled", async () => {
	const { machine, start } = gateway(NOON);
	machine.evidence = SYNCED;
	const first = await start();
	await first.run(10);
	await first.stop();
	machine.evidence = WAITING;
	await machine.reboot(0, 5 * MINUTE);
	const second = await start();
	await second.run(10);
	machine.clock.set(NOON + 25 * MINUTE);
	machine.evidence = SYNCED;
	await machine.clock.advance(30_000);
	await second.run(5);
	const readings = await kept(second.log);
	expect(readings.map(({ value }) => value)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
	expect(readings.slice(10, 20).map(({ time }) => (time - NOON) / MINUTE)).toEqual(
		Array.from({ length: 10 }, (_, index) => index + 16),
	);
});

test.each([2 * HOUR, -2 * HOUR])("a step of %i ms loses nothing and is on record", async (step) => {
	const { machine, start } = gateway(NOON);
	machine.evidence = SYNCED;
	const { run, log } = await start();
	await run(10);
	machine.clock.set(machine.clock.now() + step + 7);
	await run(10);
	const values = (await kept(log)).map(({ value }) => Number(value));
	expect(values.toSorted((left, right) => left - right)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
	const events = await log.events({ from: 0, to: NOON + 24 * HOUR });
	const jumps = events.filter(({ type }) => type === "clockjump");
	expect(jumps.map(({ before, after }) => Number(after) - Number(before))).toEqual([step + 7]);
	expect(Math.abs(Number(jumps[0]?.before) - (NOON + 10 * MINUTE))).toBeLessThanOrEqual(1000);
});
