import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import helper from "node-red-node-test-helper";
import { describe, expect, test } from "vitest";
import type { SiteNode } from "../../nodes/mw-site/mw-site.ts";
import { get, load, siteNode, useNodeRed } from "./harness.ts";

const nodeRed = useNodeRed();

function opened(): SiteNode {
	return get("site") as unknown as SiteNode;
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

	test("fails with a code, and tries again when it is asked again", async () => {
		await writeFile(join(nodeRed.directory(), "file"), "in the way");
		await load([], [siteNode("file")]);
		await expect(opened().openSite()).rejects.toMatchObject({ code: "file-failed" });
		await expect(opened().openLog()).rejects.toMatchObject({ code: "file-failed" });
	});
});
