import { existsSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import helper from "node-red-node-test-helper";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import site, { type SiteNode } from "../../nodes/mw-site/mw-site.ts";
import { get, load, siteNode, useNodeRed } from "./harness.ts";

const nodeRed = useNodeRed();

function opened(): SiteNode {
	return get("site") as unknown as SiteNode;
}

const START = Date.UTC(2026, 0, 5);
const KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

function readingAt(time: number): Reading {
	return { device: "test:1", datapoint: "energy", quantity: "energy", unit: "kWh", value: 5, time, quality: "good" };
}

/** Keeps a reading long ago, so that it is sealed into a chunk. */
async function keepSealed(): Promise<void> {
	const log = await opened().openLog();
	await log.append([readingAt(START)], { now: true });
	await log.maintain();
}

async function loadWithKey(directory: string, settings: object, key = ""): Promise<void> {
	const tab = { id: "tab", type: "tab", label: "test", disabled: false, info: "" };
	await helper.load([site], [tab, siteNode(directory, settings)], key === "" ? {} : { site: { key } });
}

describe("mw-site", () => {
	test("opens nothing until someone asks, and then one and the same", async () => {
		await load([], [siteNode("lazy")]);
		expect(existsSync(join(nodeRed.directory(), "lazy"))).toBe(false);
		expect(await opened().openSite()).toBe(await opened().openSite());
		expect(await opened().openLog()).toBe(await opened().openLog());
		expect((await opened().openSite()).timeZone).toBe("Europe/Berlin");
	});

	test("lies in the folder meterway of the user directory where nothing else is said", async () => {
		await load([], [siteNode("")]);
		expect((await opened().openSite()).exportsDirectory).toBe(join(nodeRed.directory(), "meterway", "exports"));
	});

	test("opens nothing any more after it was closed", async () => {
		await load([], [siteNode("closed")]);
		const site = opened();
		await site.openLog();
		await helper.unload();
		await expect(site.openLog()).rejects.toMatchObject({ code: "cancelled" });
	});

	test("seals what is kept with the key of its credential, in hexadecimal or base64, and refuses another", async () => {
		await loadWithKey("sealed", { encryption: "key" }, KEY);
		await keepSealed();
		expect((await (await opened().openLog()).statistics()).sealed).toBe(true);
		await helper.unload();
		await loadWithKey("sealed", { encryption: "key" }, Buffer.from(KEY, "hex").toString("base64"));
		expect(await (await opened().openLog()).latest()).toMatchObject([{ value: 5 }]);
		await helper.unload();
		await loadWithKey("sealed", { encryption: "key" }, "f".repeat(64));
		await expect(opened().openLog()).rejects.toMatchObject({ code: "store-key" });
		await helper.unload();
		await loadWithKey("sealed", {});
		await expect(opened().openLog()).rejects.toMatchObject({ code: "store-key" });
	});

	test("takes the key from a file that only its owner may read", async () => {
		const keyFile = join(nodeRed.directory(), "key");
		await writeFile(keyFile, `${KEY}\n`);
		// Whatever the umask.
		await chmod(keyFile, 0o644);
		await loadWithKey("filed", { encryption: "file", keyFile });
		await expect(opened().openLog()).rejects.toMatchObject({ code: "store-key", details: { mode: "644" } });
		await chmod(keyFile, 0o600);
		await keepSealed();
		expect((await (await opened().openLog()).statistics()).sealed).toBe(true);
	});

	test.each([
		[{ encryption: "key" }, "", "store-key"],
		[{ encryption: "key" }, "secret", "store-key"],
		[{ encryption: "file" }, "", "config"],
		[{ encryption: "file", keyFile: "/no/such/file" }, "", "file-failed"],
		[{ quota: "none" }, "", "config"],
		[{ flushSeconds: "-1" }, "", "config"],
		[{ keepDays: "0" }, "", "config"],
	])("%o with the key %j fails with %s", async (settings, key, code) => {
		await loadWithKey("wrong", settings, key);
		await expect(opened().openLog()).rejects.toMatchObject({ code });
	});

	test("keeps no more than it may, and for as long as it may", async () => {
		await load([], [siteNode("quota", { quota: "50", quotaUnit: "MB", keepDays: "30" })]);
		await keepSealed();
		const log = await opened().openLog();
		expect((await log.statistics()).quotaBytes).toBe(50_000_000);
		await log.append([readingAt(Date.now())], { now: true });
		await log.maintain();
		expect(await log.series()).toHaveLength(1);
		expect((await log.statistics()).deletedReadings).toBe(1);
	});

	test("remembers the time and knows how far it can be trusted", async () => {
		await load([], [siteNode("clock")]);
		expect(opened().clock.now()).toBeGreaterThan(START);
		expect(["holdover", "synced"]).toContain(opened().clock.state);
		await helper.unload();
		expect(existsSync(join(nodeRed.directory(), "clock", "clock.state"))).toBe(true);
	});

	test("fails with a code, and tries again when it is asked again", async () => {
		await writeFile(join(nodeRed.directory(), "file"), "in the way");
		await load([], [siteNode("file")]);
		await expect(opened().openSite()).rejects.toMatchObject({ code: "file-failed" });
		await expect(opened().openLog()).rejects.toMatchObject({ code: "file-failed" });
	});
});
