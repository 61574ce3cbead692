import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSite } from "../../lib/site/open-site.ts";
import { call } from "./call.ts";

test("a plan that fits is a table and status 0", async () => {
	const { status, stdout, stderr } = await call([
		"mbus",
		"plan",
		"--meters",
		"250",
		"--interval",
		"PT15M",
		"--baud",
		"2400",
	]);
	expect([status, stderr]).toEqual([0, ""]);
	expect(stdout).toMatch(/PT15M +900 +250 +106\.6 – 227\.3/);
	expect(stdout).toContain("The line keeps up.");
});

test("one that cannot fit names its numbers", async () => {
	const { status, stdout, stderr } = await call(["mbus", "plan", "--meters", "250", "--interval", "60"], {
		language: "de",
	});
	expect(status).toBe(1);
	expect(stdout).toContain("Die Linie kommt nicht mit.");
	expect(stderr).toMatch(/60 s .*250 .*106\.6 s.*utilisation: 177\.6/);
});

test("groups with times of their own are planned together", async () => {
	const args = [
		"mbus",
		"plan",
		"--meters",
		"100",
		"--interval",
		"0 6 * * *",
		"--also",
		"10:PT10S",
		"--also",
		"20:PT1M",
		"--json",
	];
	const { status, stdout } = await call([...args, "--secondary", "--nke", "--time-zone", "Europe/Berlin"]);
	expect(status).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({
		meters: 130,
		groups: [{ schedule: "0 6 * * *", secondary: 100 }, { shortestMs: 10_000, meters: 10 }, { meanMs: 60_000 }],
	});
});

test("the devices of a site are planned as they are", async () => {
	const directory = mkdtempSync(join(tmpdir(), "meterway-plan-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	const site = await openSite({ directory });
	const devices = [
		{ id: "a", bus: "line", address: "1" },
		{ id: "b", bus: "line", address: "12345678", schedule: "PT1M" },
		{ id: "c", bus: "line", address: "3", enabled: false },
		{ id: "d", bus: "other", address: "1" },
	];
	for (const device of devices) await site.devices.add(device);
	await site.close();
	const args = ["mbus", "plan", "--site", directory, "--interval", "PT15M", "--json"];
	expect(JSON.parse((await call(args)).stdout)).toMatchObject({ meters: 3 });
	expect(JSON.parse((await call([...args, "--bus", "line"])).stdout)).toMatchObject({
		groups: [
			{ schedule: "PT15M", primary: 1, secondary: 0 },
			{ schedule: "PT1M", primary: 0, secondary: 1 },
		],
	});
	expect((await call(["mbus", "plan", "--site", join(directory, "none"), "--interval", "60"])).status).toBe(2);
});

test.each([
	["--interval", "PT15M"],
	["--meters", "5"],
	["--meters", "0", "--interval", "PT15M"],
	["--meters", "5", "--interval", "often"],
	["--meters", "5", "--interval", "PT15M", "--also", "PT1M"],
	["--meters", "5", "--interval", "PT15M", "--time-zone", "Nowhere"],
	["--meters", "5", "--interval", "PT15M", "more"],
])("%s … is wrong usage", async (...args) => {
	expect((await call(["mbus", "plan", ...args])).status).toBe(2);
});
