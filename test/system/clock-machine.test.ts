import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SystemMachine } from "../../lib/system/clock-machine.ts";

function machineWith(files: Readonly<Record<string, string>>): SystemMachine {
	const root = mkdtempSync(join(tmpdir(), "meterway-machine-"));
	onTestFinished(() => rmSync(root, { recursive: true, force: true }));
	for (const [path, text] of Object.entries(files)) {
		const file = join(root, path);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text, { mode: 0o755 });
	}
	return new SystemMachine({ root, path: join(root, "bin") });
}

const script = (text: string, status: number) => `#!/bin/sh\nprintf '%s\\n' '${text}'\nexit ${status}\n`;
const CHRONY = "bin/chronyc";
const TIMEDATE = "bin/timedatectl";

test.each([
	[{}, null],
	[{ [CHRONY]: script("try: 1, refid: C0A80101, correction: 0.000001, skew: 0.1", 0) }, true],
	[{ [CHRONY]: script("try: 1, refid: 00000000, correction: 0.000000, skew: 0.0", 1) }, false],
	[{ [CHRONY]: script("506 Cannot talk to daemon", 1) }, null],
	[{ [CHRONY]: script("506 Cannot talk to daemon", 1), [TIMEDATE]: script("NTPSynchronized=yes", 0) }, true],
	[{ [TIMEDATE]: script("NTPSynchronized=no", 0) }, false],
	[{ [TIMEDATE]: script("NTPSynchronized=no\nNTP=yes", 0) }, false],
	[{ [TIMEDATE]: script("NTPSynchronized=no\nNTP=no", 0) }, null],
	[{ [TIMEDATE]: script("System has not been booted with systemd", 1) }, null],
])("%o says %s", async (files, synchronized) => {
	const machine = machineWith(files);
	expect(await machine.examine(new AbortController().signal)).toEqual({ synchronized, realTimeClock: null });
});

test("at a glance a tool that was not asked yet does not count as synchronised", () => {
	expect(machineWith({}).glance().synchronized).toBeNull();
	expect(machineWith({ [CHRONY]: script("", 0) }).glance().synchronized).toBeNull();
	expect(machineWith({ [CHRONY]: script("", 0), "run/chrony/chronyd.pid": "" }).glance().synchronized).toBe(false);
	expect(machineWith({ [TIMEDATE]: script("", 0), "run/systemd/system/x": "" }).glance().synchronized).toBe(false);
	expect(machineWith({ "run/systemd/timesync/synchronized": "" }).glance().synchronized).toBe(true);
});

test("knows its battery-backed clock and its run", async () => {
	const rtc = "sys/class/rtc/rtc0/since_epoch";
	const machine = machineWith({ [rtc]: "1796126400\n", "proc/sys/kernel/random/boot_id": "abc\n" });
	expect(machine.boot).toBe("abc");
	expect(machine.glance().realTimeClock).toBe(1_796_126_400_000);
	expect((await machine.examine(new AbortController().signal)).realTimeClock).toBe(1_796_126_400_000);
	expect(machineWith({ [rtc]: "?" }).glance().realTimeClock).toBeNull();
	expect(machineWith({}).boot).not.toBe(machineWith({}).boot);
	expect(machine.uptimeMs()).toBeGreaterThan(0);
});
