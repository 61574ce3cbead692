import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import { allOf, DAY, reading, START, temporaryDirectory, testStore } from "../support/open-log.ts";

const NOW = { now: true } as const;
const count = { datapoint: "count", quantity: "count", unit: "" } as const;
const state = { datapoint: "state", quantity: "state", unit: "" } as const;

describe("deleting", () => {
	test("what is older goes, to the reading, wherever it is", async () => {
		const { log, clock } = await testStore();
		const all = Array.from({ length: 70 * 4 }, (_, index) => reading(START + index * 6 * 3_600_000, index));
		await log.append(all, NOW);
		await clock.advance(66 * DAY);
		await log.maintain();
		for (const days of [3, 40, 69]) {
			const before = START + days * DAY + 1;
			await log.prune(before);
			expect(await allOf(log)).toEqual(all.filter(({ time }) => time >= before));
			expect((await log.span())?.first).toBeGreaterThanOrEqual(before - DAY);
		}
		expect((await log.statistics()).deletedReadings).toBe(69 * 4 + 1);
	});

	test("keepDays does so by itself", async () => {
		const { log, clock } = await testStore({ keepDays: 10 });
		await log.append(
			Array.from({ length: 30 }, (_, day) => reading(START + day * DAY, day)),
			NOW,
		);
		await clock.advance(30 * DAY);
		await log.maintain();
		expect((await allOf(log)).map(({ value }) => value)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
	});

	test("a quota lets the oldest go and the newest in", async () => {
		const { log, clock } = await testStore({ quotaBytes: 800_000 });
		const random = (index: number) => Math.sin(index * 12.9898) * 43_758.5453;
		for (let day = 0; day < 40; day += 1) {
			const readings = Array.from({ length: 960 }, (_, index) =>
				reading(START + day * DAY + index * 90_000, random(index + day * 7919), {
					datapoint: "power",
					quantity: "power",
					unit: "W",
				}),
			);
			expect(await log.append(readings, NOW)).toBe(960);
			await clock.advance(DAY);
			await log.maintain();
		}
		const { fileBytes, quotaBytes, deletedReadings, readings } = await log.statistics();
		expect(fileBytes).toBeLessThanOrEqual(quotaBytes ?? 0);
		expect(deletedReadings + readings).toBe(40 * 960);
		expect(readings).toBeGreaterThan(960 * 10);
		const kept = await allOf(log);
		expect(kept.at(-1)?.time).toBe(START + 39 * DAY + 959 * 90_000);
		expect(kept).toHaveLength(readings);
	});

	test("a device goes without a trace", async () => {
		const store = await testStore();
		const all = ["secret-meter", "other"].flatMap((device) =>
			Array.from({ length: 50 }, (_, day) => reading(START + day * DAY, day, { device })),
		);
		await store.log.append(all, NOW);
		await store.clock.advance(60 * DAY);
		await store.log.maintain();
		expect(await store.log.purge("secret-meter")).toBe(50);
		expect(await store.log.purge("nobody")).toBe(0);
		expect(await allOf(store.log)).toEqual(all.filter(({ device }) => device === "other"));
	});
});

describe("files", () => {
	test("a sealed file stays closed without its key", async () => {
		const key = new Uint8Array(32).fill(3);
		const store = await testStore({ key });
		await store.log.append([reading(START, 5)], NOW);
		await store.clock.advance(3 * DAY);
		await store.log.maintain();
		expect(await allOf(store.log)).toHaveLength(1);
		expect((await store.log.statistics()).sealed).toBe(true);
		await expect(store.reopen({ key: new Uint8Array(32) })).rejects.toMatchObject({ code: "store-key" });
		await expect(store.reopen({})).rejects.toMatchObject({ code: "store-key" });
		await store.reopen({ key });
		expect(await allOf(store.log)).toHaveLength(1);
	});

	test("a key that is none is refused", async () => {
		const file = join(temporaryDirectory(), "readings.db");
		const opening = openReadingLog(file, { clock: new SimulatedClock(), key: new Uint8Array(5) });
		await expect(opening).rejects.toMatchObject({ code: "store-key" });
	});

	test("a file of a later version is left alone", async () => {
		const file = join(temporaryDirectory(), "readings.db");
		const database = new DatabaseSync(file);
		database.exec("PRAGMA user_version = 3; CREATE TABLE thing(x)");
		database.close();
		const opening = openReadingLog(file, { clock: new SimulatedClock() });
		await expect(opening).rejects.toMatchObject({ code: "store-failed", details: { version: 3 } });
		expect(readdirSync(join(file, ".."))).toContain("readings.db");
	});

	test.skipIf(process.getuid?.() === 0)("a directory that may not be written is a failure (not as root)", async () => {
		const directory = temporaryDirectory();
		chmodSync(directory, 0o500);
		const opening = openReadingLog(join(directory, "readings.db"), { clock: new SimulatedClock() });
		await expect(opening).rejects.toMatchObject({ code: "file-denied" });
	});

	test("a closed log and a directory in place of the file are failures", async () => {
		const { log } = await testStore();
		await log.close();
		await log.close();
		await expect(log.latest()).rejects.toMatchObject({ code: "store-failed" });
		await expect(log.append([reading(1, 1)])).rejects.toMatchObject({ code: "store-failed" });
		const opening = openReadingLog(temporaryDirectory(), { clock: new SimulatedClock() });
		await expect(opening).rejects.toMatchObject({ code: "file-denied" });
	});

	test("a file that is no database is set aside", async () => {
		const file = join(temporaryDirectory(), "readings.db");
		writeFileSync(file, "this is no database, but somebody's notes".repeat(400));
		const { log, damaged } = await openReadingLog(file, { clock: new SimulatedClock() });
		expect(damaged).toContain("readings.db.damaged-");
		expect(await log.append([reading(1, 1)], NOW)).toBe(1);
		await log.close();
	});
});

test("a file of release 0.1.0 is taken over with everything in it", async () => {
	const file = join(temporaryDirectory(), "readings.db");
	const database = new DatabaseSync(file);
	database.exec(`CREATE TABLE device(did INTEGER PRIMARY KEY, uid TEXT UNIQUE NOT NULL) STRICT;
		CREATE TABLE series(sid INTEGER PRIMARY KEY, did INTEGER NOT NULL REFERENCES device, datapoint TEXT NOT NULL,
			quantity TEXT NOT NULL, unit TEXT NOT NULL, UNIQUE(did, datapoint, quantity, unit)) STRICT;
		CREATE TABLE reading(time INTEGER NOT NULL, sid INTEGER NOT NULL, kind INTEGER NOT NULL, value ANY, exact TEXT,
			quality INTEGER NOT NULL, reason TEXT, device_time INTEGER, raw TEXT, PRIMARY KEY(time, sid)) WITHOUT ROWID, STRICT;
		CREATE TABLE latest(sid INTEGER PRIMARY KEY, time INTEGER NOT NULL) STRICT;
		CREATE TABLE cursor(job TEXT PRIMARY KEY, time INTEGER NOT NULL) STRICT;
		INSERT INTO device VALUES(1, 'd');
		INSERT INTO series VALUES(1, 1, 'energy', 'energy', 'Wh'), (2, 1, 'state', 'state', ''), (3, 1, 'text', 'text', ''), (4, 1, 'count', 'count', '');
		INSERT INTO reading VALUES(5, 1, 0, 1.5, NULL, 0, NULL, 4000, 'x'), (5, 2, 1, 1, NULL, 0, NULL, NULL, NULL), (6, 3, 2, 'on', NULL, 0, NULL, NULL, NULL),
			(7, 1, 3, NULL, NULL, 2, 'device-silent', NULL, NULL), (8, 4, 0, 1152921504606846976.0, '1152921504606846977', 5, NULL, NULL, NULL);
		INSERT INTO cursor VALUES('job', 7);
		PRAGMA user_version = 1`);
	database.close();
	const { log } = await testStore({}, file);
	expect(await allOf(log)).toEqual([
		reading(5, 1.5, { deviceTime: 4000 }),
		reading(5, true, state),
		reading(6, "on", { datapoint: "text", quantity: "text", unit: "" }),
		reading(8, 2 ** 60, { ...count, exact: "1152921504606846977", quality: "backfilled" }),
	]);
	expect(await log.readCursor("job")).toEqual({ upto: 7, late: 0 });
});
