import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { scriptedMachine } from "./scripted-machine.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 11, 1, 12);

describe("a start in 1970", () => {
	test("is guessed until the time is known; then the shift is told once", async () => {
		const { machine, clock, told, start } = scriptedMachine(0);
		const watch = start();
		await clock.advance(10 * MINUTE);
		expect([watch.state, watch.now(), told.shifts]).toEqual(["untrusted", 10 * MINUTE, []]);
		clock.set(NOON);
		expect(watch.now()).toBe(10 * MINUTE);
		await clock.advance(5 * MINUTE);
		expect([watch.state, watch.now()]).toEqual(["untrusted", 15 * MINUTE]);
		machine.evidence = { synchronized: true, realTimeClock: null };
		await clock.advance(HOUR);
		expect([watch.state, watch.now()]).toEqual(["synced", NOON + 5 * MINUTE + HOUR]);
		expect(told).toMatchObject({ shifts: [NOON - 10 * MINUTE], jumps: [] });
	});

	test("goes on from the last time seen", async () => {
		const { machine, clock, told, start } = scriptedMachine(NOON);
		machine.evidence = { synchronized: true, realTimeClock: null };
		const first = start();
		await clock.advance(10 * MINUTE + 7000);
		await first.close();
		const seen = first.now();
		machine.evidence = { synchronized: false, realTimeClock: null };
		await machine.reboot(0);
		const second = start();
		expect([second.state, second.now()]).toEqual(["untrusted", seen]);
		await clock.advance(MINUTE);
		expect(second.now()).toBe(seen + MINUTE);
		clock.set(seen + 3 * HOUR);
		machine.evidence = { synchronized: true, realTimeClock: null };
		await clock.advance(MINUTE);
		expect(told).toMatchObject({ shifts: [3 * HOUR - MINUTE], jumps: [] });
	});

	test("all processes of one run are wrong by the same, and the last one tells it", async () => {
		const { machine, clock, told, start } = scriptedMachine(0);
		const first = start();
		await clock.advance(10 * MINUTE);
		await first.close();
		await clock.advance(2 * MINUTE);
		const second = start();
		expect(second.now()).toBe(12 * MINUTE);
		await second.close();
		machine.evidence = { synchronized: true, realTimeClock: null };
		clock.set(NOON);
		const third = start();
		await clock.advance(1000);
		expect([third.now(), third.state]).toEqual([NOON + 1000, "synced"]);
		await third.close();
		start();
		await clock.advance(MINUTE);
		expect(told).toMatchObject({ shifts: [NOON - 12 * MINUTE], jumps: [] });
	});

	test("what could not be told is told again by the next process, and only then", async () => {
		const { machine, clock, told, start } = scriptedMachine(0);
		const first = start({ onTrusted: () => Promise.reject(new Error("disk")) });
		await clock.advance(MINUTE);
		machine.evidence = { synchronized: true, realTimeClock: null };
		clock.set(NOON);
		await clock.advance(MINUTE);
		await first.close();
		expect(told.shifts).toEqual([]);
		start();
		await clock.advance(MINUTE);
		expect(told.shifts).toEqual([NOON - MINUTE]);
	});

	test("a battery-backed clock that runs is the better guess", () => {
		const { machine, start } = scriptedMachine(0);
		machine.evidence = { synchronized: false, realTimeClock: NOON };
		const watch = start();
		expect([watch.state, watch.now()]).toEqual(["untrusted", NOON]);
	});
});

describe("a clock that is set while it runs", () => {
	test.each([2 * HOUR, -2 * HOUR, 1001, -1500])("a step of %i ms is told once", async (step) => {
		const { machine, clock, told, start } = scriptedMachine(NOON);
		machine.evidence = { synchronized: true, realTimeClock: null };
		const watch = start();
		await clock.advance(MINUTE);
		clock.set(NOON + MINUTE + step);
		expect(watch.now()).toBe(NOON + MINUTE + step);
		await clock.advance(MINUTE);
		expect(told).toMatchObject({ shifts: [], jumps: [[NOON + MINUTE, NOON + MINUTE + step]] });
	});

	test("is slewed without a word", async () => {
		const { machine, clock, told, start } = scriptedMachine(NOON);
		machine.evidence = { synchronized: true, realTimeClock: null };
		start();
		for (let turn = 0; turn < 50; turn += 1) {
			await clock.advance(1000);
			clock.set(clock.now() + 80);
		}
		expect(told.jumps).toEqual([]);
	});

	test("runs on where it falls back to 1970", async () => {
		const { machine, clock, told, start } = scriptedMachine(NOON);
		machine.evidence = { synchronized: true, realTimeClock: null };
		const watch = start();
		clock.set(0);
		await clock.advance(MINUTE);
		expect([watch.state, watch.now()]).toEqual(["holdover", NOON + MINUTE]);
		clock.set(NOON + MINUTE);
		await clock.advance(MINUTE);
		expect([watch.state, told.jumps, told.shifts]).toEqual(["synced", [], []]);
	});

	test("a daylight-saving change is none", async () => {
		const { machine, clock, told, start } = scriptedMachine(Date.UTC(2027, 2, 28, 0, 55));
		machine.evidence = { synchronized: true, realTimeClock: null };
		start();
		await clock.advance(10 * MINUTE);
		expect([told.jumps, told.shifts]).toEqual([[], []]);
	});
});

describe("what a clock is trusted by", () => {
	test.each([
		[{ synchronized: true, realTimeClock: null }, NOON, "synced"],
		[{ synchronized: false, realTimeClock: NOON - 3 * HOUR }, NOON - 3 * HOUR, "holdover"],
		[{ synchronized: null, realTimeClock: null }, NOON, "holdover"],
		[{ synchronized: null, realTimeClock: 0 }, NOON, "holdover"],
		[{ synchronized: false, realTimeClock: null }, NOON, "untrusted"],
		[{ synchronized: false, realTimeClock: 0 }, NOON, "untrusted"],
		[{ synchronized: true, realTimeClock: NOON }, 0, "untrusted"],
		[{ synchronized: null, realTimeClock: null }, 0, "untrusted"],
	] as const)("%o at %i is %s", async (evidence, wall, state) => {
		const { machine, clock, told, start } = scriptedMachine(wall);
		machine.evidence = evidence;
		const watch = start();
		expect(watch.state).toBe(state);
		await clock.advance(HOUR);
		expect([watch.state, told.shifts]).toEqual([state, []]);
	});

	test("what was believed at a glance is doubted by the first answer, and only then", async () => {
		const { machine, clock, told, start } = scriptedMachine(NOON);
		const waiting = { synchronized: false, realTimeClock: null };
		machine.glance = () => ({ synchronized: null, realTimeClock: null });
		machine.evidence = waiting;
		const watch = start();
		expect(watch.state).toBe("holdover");
		await clock.advance(MINUTE);
		expect([watch.state, watch.now()]).toEqual(["untrusted", NOON + MINUTE]);
		machine.evidence = { synchronized: true, realTimeClock: null };
		clock.set(NOON + HOUR);
		await clock.advance(MINUTE);
		expect([watch.state, told.shifts, told.jumps]).toEqual(["synced", [HOUR - MINUTE], []]);
		machine.evidence = waiting;
		await clock.advance(10 * MINUTE);
		expect(watch.state).toBe("holdover");
	});

	test("a time once synchronised is held over", async () => {
		const { machine, clock, start } = scriptedMachine(NOON);
		machine.evidence = { synchronized: true, realTimeClock: null };
		const watch = start();
		await clock.advance(MINUTE);
		machine.evidence = { synchronized: false, realTimeClock: null };
		await clock.advance(5 * MINUTE);
		expect(watch.state).toBe("holdover");
	});

	test("a battery-backed clock hours behind the last time seen waits for the time service", async () => {
		const { machine, clock, told, start } = scriptedMachine(NOON);
		machine.evidence = { synchronized: false, realTimeClock: NOON };
		const first = start();
		await clock.advance(2 * MINUTE);
		await first.close();
		machine.evidence = { synchronized: false, realTimeClock: NOON - 5 * HOUR };
		await machine.reboot(NOON - 5 * HOUR);
		const second = start();
		expect([second.state, second.now()]).toEqual(["untrusted", NOON + 2 * MINUTE]);
		await clock.advance(10 * MINUTE);
		machine.evidence = { synchronized: true, realTimeClock: null };
		clock.set(NOON + HOUR);
		await clock.advance(MINUTE);
		expect([second.state, told.shifts, told.jumps]).toEqual(["synced", [HOUR - 12 * MINUTE], []]);
	});

	test("and is believed where none comes", async () => {
		const { machine, clock, told, start } = scriptedMachine(NOON + 10 * HOUR);
		machine.evidence = { synchronized: false, realTimeClock: NOON };
		await start().close();
		await machine.reboot(NOON);
		const watch = start();
		await clock.advance(14 * MINUTE);
		expect(watch.state).toBe("untrusted");
		await clock.advance(2 * MINUTE);
		expect([watch.state, watch.now(), told.jumps]).toEqual(["holdover", NOON + 16 * MINUTE, []]);
		expect(told.shifts).toEqual([-10 * HOUR]);
	});

	test("a trusted clock set back while the machine was off is a jump", async () => {
		const { machine, clock, told, start } = scriptedMachine(NOON);
		machine.evidence = { synchronized: null, realTimeClock: null };
		await start().close();
		await machine.reboot(NOON - HOUR);
		start();
		await clock.advance(MINUTE);
		expect(told).toMatchObject({ shifts: [], jumps: [[NOON, NOON - HOUR]] });
	});
});

test("whatever happens to the clock, no time is handed out before one that was handed out untrusted, and shifts are told once a run", async () => {
	const event = fc.record({
		passMs: fc.integer({ min: 1, max: 20 * MINUTE }),
		process: fc.boolean(),
		reboot: fc.boolean(),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(event, { maxLength: 8 }), async (events) => {
			const { machine, clock, told, start } = scriptedMachine(0);
			let watch = start();
			let last = watch.now();
			for (const { passMs, process, reboot } of events) {
				await clock.advance(passMs);
				expect(watch.now()).toBeGreaterThanOrEqual(last);
				last = watch.now();
				if (!process) continue;
				await watch.close();
				if (reboot) await machine.reboot(0);
				watch = start();
				expect(watch.now()).toBeGreaterThanOrEqual(last);
			}
			machine.evidence = { synchronized: true, realTimeClock: null };
			clock.set(NOON);
			await clock.advance(MINUTE);
			expect([told.shifts.length, watch.now()]).toEqual([1, NOON + MINUTE]);
			await watch.close();
		}),
		{ numRuns: 20 },
	);
});

test("a directory that cannot be written is told once, a file that cannot be read counts as none", async () => {
	const { clock, told, start } = scriptedMachine(NOON);
	const file = join(tmpdir(), `meterway-no-directory-${process.pid}`);
	writeFileSync(file, "");
	onTestFinished(() => rmSync(file));
	const watch = start({ directory: file });
	await clock.advance(3 * MINUTE);
	await watch.close();
	expect(told.failures).toEqual(["file-failed"]);
});
