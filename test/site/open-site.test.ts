import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { openSite } from "../../lib/site/open-site.ts";

function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), "meterway-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	return directory;
}

test("a site makes its directories, readable by nobody else", async () => {
	const directory = join(temporaryDirectory(), "deep", "site");
	const site = await openSite({ directory, name: "Haus 1", timeZone: "Europe/Berlin" });
	onTestFinished(() => site.close());
	expect(site).toMatchObject({ directory, name: "Haus 1", timeZone: "Europe/Berlin" });
	expect(statSync(directory).mode & 0o777).toBe(0o700);
	expect(statSync(site.exportsDirectory).mode & 0o027).toBe(0);
	expect(site.readingsFile).toBe(join(directory, "readings.db"));
	expect(existsSync(site.readingsFile)).toBe(false);
});

test("two openings of one directory see the same devices", async () => {
	const directory = temporaryDirectory();
	const first = await openSite({ directory });
	const second = await openSite({ directory });
	onTestFinished(() => first.close());
	onTestFinished(() => second.close());
	await first.devices.add({ id: "a", bus: "b", address: "1" });
	expect(await second.devices.list()).toHaveLength(1);
});

test("what is wrong with a site is a failure", async () => {
	const directory = temporaryDirectory();
	await expect(openSite({ directory: " " })).rejects.toMatchObject({ code: "config" });
	await expect(openSite({ directory, timeZone: "Nowhere" })).rejects.toMatchObject({ code: "time-zone" });
	writeFileSync(join(directory, "file"), "");
	await expect(openSite({ directory: join(directory, "file") })).rejects.toMatchObject({ code: "file-failed" });
	writeFileSync(join(directory, "site.db"), "this is no database".repeat(100));
	await expect(openSite({ directory })).rejects.toMatchObject({ code: "store-failed" });
});

test("the devices of the first version are read when the others of their bus are", async () => {
	const directory = temporaryDirectory();
	const database = new DatabaseSync(join(directory, "site.db"));
	database.exec(`CREATE TABLE device(id TEXT PRIMARY KEY, bus TEXT NOT NULL, address TEXT NOT NULL, driver TEXT, name TEXT NOT NULL,
		enabled INTEGER NOT NULL, meta TEXT NOT NULL, UNIQUE(bus, address)) STRICT;
		INSERT INTO device VALUES('a', 'b', '1', NULL, '', 1, '{}'); PRAGMA user_version = 1`);
	database.close();
	const site = await openSite({ directory });
	onTestFinished(() => site.close());
	expect(await site.devices.list()).toMatchObject([{ id: "a", schedule: "" }]);
});

test("a file of a later version is left alone", async () => {
	const directory = temporaryDirectory();
	const database = new DatabaseSync(join(directory, "site.db"));
	database.exec("PRAGMA user_version = 99");
	database.close();
	await expect(openSite({ directory })).rejects.toMatchObject({ code: "store-failed", details: { version: 99 } });
});
