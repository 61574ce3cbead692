import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { chunkKeyNumber } from "../../../lib/store/chunk/chunk-place.ts";
import { isHealthy } from "../../../lib/store/durability/check-file.ts";
import { salvage } from "../../../lib/store/durability/salvage.ts";
import { openStore } from "../../../lib/store/engine/open-store.ts";
import { PRAGMAS, SCHEMA } from "../../../lib/store/engine/schema.ts";
import type { OpenDriver, StoreDriver } from "../../../lib/store/engine/store-driver.ts";
import { FILLED_ROUNDS, type FilledStore, fillStore, garbage, layOut } from "../../support/filled-store.ts";
import { temporaryDirectory } from "../../support/open-log.ts";
import { expectedReadings, judgeStore, readStore } from "../../support/power-loss/judge-store.ts";

const PAGE = 4096;
const EXPECTED = expectedReadings(FILLED_ROUNDS);
let store: FilledStore;

beforeAll(async () => {
	store = await fillStore();
});

/** The file with garbage in these pages; the first page is 1. */
function overwritten(pages: readonly number[], database = store.database): Buffer {
	const bytes = Buffer.from(database);
	for (const page of pages) garbage(PAGE, page).copy(bytes, (page - 1) * PAGE);
	return bytes;
}

function rootOf(table: string): number {
	const path = layOut(temporaryDirectory(), store.database);
	const database = new DatabaseSync(path, { readOnly: true });
	const root = Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(table)?.["rootpage"]);
	database.close();
	return root;
}

/** Leaf pages of a table, in order. */
function leavesOf(table: string, bytes = store.database): number[] {
	const path = layOut(temporaryDirectory(), bytes);
	const database = new DatabaseSync(path, { readOnly: true });
	const sql = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path";
	const pages = database.prepare(sql).all(table);
	database.close();
	return pages.map(({ pageno }) => Number(pageno));
}

interface Outcome {
	readonly damaged: string | null;
	readonly lostChunks: number;
	readonly found: Map<string, string>;
	/** Of all that was sent, the share that is still there. */
	readonly share: number;
	/** Values under the right name that are not what was sent. */
	readonly wrong: string[];
}

/** Opens the store, reads everything, and opens it again: by then it must be healthy. */
async function opened(bytes: Uint8Array, log?: Uint8Array): Promise<Outcome> {
	const path = layOut(temporaryDirectory(), bytes, log);
	const { core, damaged, lostChunks } = await openStore({ path, now: store.end });
	const found = new Map<string, string>();
	readStore(core, found);
	core.close();
	const kept = damaged === null ? null : readFileSync(damaged);
	if (kept !== null && log === undefined) expect(kept.equals(readFileSync(`${path}.original`))).toBe(true);
	const again = await openStore({ path, now: store.end });
	expect(again.damaged).toBeNull();
	expect(again.core.driver.prepare("PRAGMA quick_check").get()?.["quick_check"]).toBe("ok");
	again.core.close();
	const leftovers = readdirSync(dirname(path)).filter((name) => name.includes(".salvage"));
	expect(leftovers).toEqual([]);
	const right = [...EXPECTED].filter(
		([key, { text, correction }]) => found.has(key) && [text, correction?.text].includes(found.get(key)),
	);
	const wrong = [...found].filter(([key, text]) => {
		const wanted = EXPECTED.get(key);
		return wanted !== undefined && wanted.text !== text && wanted.correction?.text !== text;
	});
	return { damaged, lostChunks, found, share: right.length / EXPECTED.size, wrong: wrong.map(([key]) => key) };
}

test("the store that is damaged here is a good one", async () => {
	const path = layOut(temporaryDirectory(), store.database);
	const verdict = await judgeStore(path, EXPECTED, FILLED_ROUNDS - 1);
	expect(verdict).toEqual({ corrupt: [], lostRounds: 0, tornRounds: 0, duplicates: 0 });
	expect((await opened(store.unclean.database, store.unclean.log)).share).toBe(1);
});

describe("a damaged file is set aside, and what can be read is in the new one:", () => {
	test("no database at all", async () => {
		const { damaged, share } = await opened(garbage(20_000));
		expect(basename(damaged ?? "")).toMatch(/^readings\.db\.damaged-2026-/);
		expect(share).toBe(0);
	});

	test("nothing in it", async () => {
		const { damaged, share } = await opened(new Uint8Array(0));
		expect(damaged).toBeNull();
		expect(share).toBe(0);
	});

	test("the first page overwritten", async () => {
		expect((await opened(overwritten([1]))).damaged).not.toBeNull();
	});

	test("the end cut off, with the chunks in it", async () => {
		const [first = 1] = leavesOf("chunk").toSorted((one, other) => one - other);
		const { damaged, share, wrong } = await opened(store.database.subarray(0, (first - 1) * PAGE + 100));
		expect(damaged).not.toBeNull();
		expect(share).toBeGreaterThan(0.04);
		expect(wrong).toEqual([]);
	});

	test("a leaf of chunks", async () => {
		const { damaged, lostChunks, share, wrong } = await opened(overwritten(leavesOf("chunk").slice(1, 2)));
		expect(damaged).not.toBeNull();
		expect(lostChunks).toBeGreaterThan(0);
		expect(share).toBeGreaterThan(0.4);
		expect(wrong).toEqual([]);
	});

	test("several leaves of chunks, with others in between", async () => {
		const path = layOut(temporaryDirectory(), store.database);
		const database = new DatabaseSync(path);
		const insert = database.prepare("INSERT INTO chunk VALUES(?, 1, 10, ?, ?, ?, ?)");
		const keys = Array.from({ length: 400 }, (_, index) =>
			chunkKeyNumber(0, 18_000 + Math.floor(index / 4), index % 4),
		);
		for (const k of keys) {
			const blob = garbage(1500, k);
			insert.run(k, k, k, crc32(blob), blob);
		}
		database.close();
		const bytes = readFileSync(path);
		const leaves = leavesOf("chunk", bytes);
		expect(leaves.length).toBeGreaterThan(100);
		const broken = [0.1, 0.3, 0.6, 0.9].map((share) => leaves[Math.floor(share * leaves.length)] ?? 0);
		const { core, lostChunks } = await openStore({
			path: layOut(temporaryDirectory(), overwritten(broken, bytes)),
			now: store.end,
		});
		const kept = core.driver.prepare("SELECT count(*) AS n FROM chunk WHERE n = 10").get()?.["n"];
		core.close();
		expect(lostChunks).toBeGreaterThan(0);
		// At most three chunks share a page.
		expect(kept).toBeGreaterThanOrEqual(400 - 4 * 3);
	});

	test("a leaf of hot rows", async () => {
		const leaves = leavesOf("hot");
		const { damaged, lostChunks, share, wrong } = await opened(overwritten(leaves.slice(0, 1)));
		expect(damaged).not.toBeNull();
		expect(lostChunks).toBe(0);
		expect(share).toBeGreaterThan(0.9);
		expect(wrong).toEqual([]);
	});

	test.each(["cursor", "state", "late", "superseded", "written", "boot", "meter_event"])("table %s", async (table) => {
		const { damaged, share } = await opened(overwritten([rootOf(table)]));
		expect(damaged).not.toBeNull();
		expect(share).toBe(1);
	});

	test("table text: the states are there, what they said is not", async () => {
		const { damaged, found } = await opened(overwritten([rootOf("text")]));
		expect(damaged).not.toBeNull();
		expect(found.size).toBe(EXPECTED.size);
		expect([...found.values()].filter((text) => text.startsWith("lost text")).length).toBe(2 * FILLED_ROUNDS);
	});

	test("table device: the datapoints are there, under another device", async () => {
		const { damaged, found } = await opened(overwritten([rootOf("device")]));
		expect(damaged).not.toBeNull();
		expect(found.size).toBe(EXPECTED.size);
		expect([...found.keys()].every((key) => key.startsWith("salvaged-device-"))).toBe(true);
	});

	test("table series: the values are there, under the numbers of their series", async () => {
		const { damaged, found } = await opened(overwritten([rootOf("series")]));
		expect(damaged).not.toBeNull();
		expect(found.size).toBe(EXPECTED.size);
		expect([...found.values()].filter((text) => text === "1152921504606846990")).toHaveLength(2);
	});

	test("the rows of the record are not there twice", async () => {
		const path = layOut(temporaryDirectory(), overwritten([rootOf("boot")]));
		const count = "SELECT count(*) AS n FROM superseded";
		const { core } = await openStore({ path, now: store.end });
		const original = new DatabaseSync(`${path}.original`);
		expect(core.driver.prepare(count).get()).toEqual(original.prepare(count).get());
		original.close();
		core.close();
	});
});

describe("after a salvage", () => {
	test("a new device gets hold of nobody's old values", async () => {
		const path = layOut(temporaryDirectory(), overwritten([rootOf("series")]));
		const { core } = await openStore({ path, now: store.end });
		const used = new Set(
			core.driver
				.prepare("SELECT DISTINCT k % 16777216 AS block FROM chunk")
				.all()
				.map(({ block }) => block),
		);
		core.driver.exec("BEGIN");
		const series = core.book.obtain("new", "energy");
		const traits = { unit: "Wh", quantity: "energy", kind: "counter", value: "number", modulus: null } as const;
		const segment = core.book.addSegment(series, { ...traits, exponent: 0, type: 0 });
		core.driver.exec("COMMIT");
		expect(used.has(segment.block)).toBe(false);
		expect(core.source.ofSegment(segment, 0, Number.MAX_SAFE_INTEGER).times).toHaveLength(0);
		core.close();
	});

	test("an older damaged file of the same instant stays", async () => {
		const directory = temporaryDirectory();
		for (const seed of [1, 2, 3]) {
			const path = layOut(directory, garbage(5000, seed));
			const { core } = await openStore({ path, now: store.end });
			core.close();
		}
		expect(readdirSync(directory).filter((name) => /damaged-[^.]*$/.test(name))).toHaveLength(3);
	});
});

test("sectors that cannot be read any more are damage like any other", () => {
	const path = layOut(temporaryDirectory(), store.database);
	const unreadable = Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR", errcode: 266 });
	const fails = (sql: string) => sql.startsWith("PRAGMA quick_check") || sql.includes("superseded");
	const openBad: OpenDriver = (file) => {
		const driver = new DatabaseSync(file) as StoreDriver;
		const isBad = file === path;
		const prepare = (sql: string) => {
			if (isBad && fails(sql)) throw unreadable;
			return driver.prepare(sql);
		};
		return { exec: (sql) => driver.exec(sql), prepare, close: () => driver.close() };
	};
	expect(isHealthy(openBad, path)).toBe(false);
	const prepare = (file: string) => {
		const driver = new DatabaseSync(file) as StoreDriver;
		driver.exec(PRAGMAS + SCHEMA);
		return driver;
	};
	const { damaged, lostChunks } = salvage({ open: openBad, path, now: store.end, keys: [], prepare });
	expect(lostChunks).toBe(0);
	const copy = new DatabaseSync(path);
	const original = new DatabaseSync(damaged);
	for (const table of ["hot", "chunk", "series", "late"]) {
		const count = `SELECT count(*) AS n FROM ${table}`;
		expect(copy.prepare(count).get()).toEqual(original.prepare(count).get());
	}
	copy.close();
	original.close();
});

describe("a write-ahead log", () => {
	test("with garbage in it costs what came after, and nothing else", async () => {
		const { database, log } = store.unclean;
		const bytes = Buffer.from(log);
		garbage(2000).copy(bytes, Math.floor(bytes.length / 2));
		const { share, wrong } = await opened(database, bytes);
		expect(share).toBeGreaterThan(0.9);
		expect(wrong).toEqual([]);
	});

	test("that is nothing but garbage is no obstacle", async () => {
		const { share, wrong } = await opened(store.unclean.database, garbage(10_000));
		expect(share).toBeGreaterThan(0.8);
		expect(wrong).toEqual([]);
	});
});

test("whatever is overwritten: the store opens, and is healthy ever after", { timeout: 120_000 }, async () => {
	const pages = store.database.length / PAGE;
	const damage = fc.record({
		page: fc.nat(pages - 1),
		offset: fc.nat(PAGE - 1),
		length: fc.integer({ min: 1, max: 3 * PAGE }),
		seed: fc.nat(),
	});
	const damages = fc.array(damage, { minLength: 1, maxLength: 5 });
	await fc.assert(
		fc.asyncProperty(damages, fc.integer({ min: 0, max: store.database.length }), async (all, cutOff) => {
			const bytes = Buffer.from(store.database);
			for (const { page, offset, length, seed } of all) garbage(length, seed).copy(bytes, page * PAGE + offset);
			await opened(cutOff % 4 === 0 ? bytes.subarray(0, cutOff) : bytes);
		}),
		// Always the same damages; others by METERWAY_DAMAGE_SEED.
		{ numRuns: Number(process.env["METERWAY_DAMAGES"] ?? 20), seed: Number(process.env["METERWAY_DAMAGE_SEED"] ?? 1) },
	);
});
