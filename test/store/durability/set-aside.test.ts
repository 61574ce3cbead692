import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
	damagedPath,
	exchangeFiles,
	settleInterruptedSalvage,
	unfinishedPath,
} from "../../../lib/store/durability/set-aside.ts";
import { temporaryDirectory } from "../../support/open-log.ts";

function files(contents: Readonly<Record<string, string>>): string {
	const directory = temporaryDirectory();
	for (const [name, content] of Object.entries(contents)) writeFileSync(join(directory, name), content);
	return join(directory, "r.db");
}

function contents(path: string): Record<string, string> {
	const directory = join(path, "..");
	return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

test("the damaged file goes aside with its log, and the copy takes its place", () => {
	const path = files({ "r.db": "old", "r.db-wal": "old log", "r.db-shm": "x", "r.db.salvage": "copy" });
	exchangeFiles(path, `${path}.damaged-1`);
	expect(contents(path)).toEqual({
		"r.db": "copy",
		"r.db.damaged-1": "old",
		"r.db.damaged-1-shm": "x",
		"r.db.damaged-1-wal": "old log",
	});
	expect(existsSync(unfinishedPath(path))).toBe(false);
});

test("an interrupted copy begins anew", () => {
	const path = files({ "r.db": "old", "r.db.salvage": "half", "r.db.salvage-wal": "half" });
	settleInterruptedSalvage(path);
	expect(contents(path)).toEqual({ "r.db": "old" });
});

test("a complete copy takes its place after an interruption, and never meets the log of the damaged file", () => {
	const path = files({
		"r.db.damaged-2025": "older",
		"r.db.damaged-2026": "old",
		"r.db-wal": "old log",
		"r.db.salvage": "copy",
	});
	settleInterruptedSalvage(path);
	expect(contents(path)).toEqual({
		"r.db": "copy",
		"r.db.damaged-2025": "older",
		"r.db.damaged-2026": "old",
		"r.db.damaged-2026-wal": "old log",
	});
});

test("where nothing was interrupted nothing happens", () => {
	const path = files({ "r.db": "fine", "r.db-wal": "log" });
	settleInterruptedSalvage(path);
	expect(contents(path)).toEqual({ "r.db": "fine", "r.db-wal": "log" });
});

test("a damaged file never takes the name of another one", () => {
	const path = files({ "r.db": "" });
	const first = damagedPath(path, 0);
	writeFileSync(first, "");
	expect(damagedPath(path, 0)).toBe(`${first}-2`);
});
