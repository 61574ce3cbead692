import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { openReadingLog } from "../../lib/store/open-reading-log.ts";
import type { ReadingLog, ReadingQuery } from "../../lib/store/reading-log.ts";

const ALL = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const clock = new SimulatedClock();

function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), "meterway-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	return directory;
}

async function opened(file = join(temporaryDirectory(), "readings.db")): Promise<ReadingLog> {
	const { log } = await openReadingLog(file, { clock });
	onTestFinished(() => log.close());
	return log;
}

function reading(time: number, value: Reading["value"], more: Partial<Reading> = {}): Reading {
	return { device: "d", datapoint: "energy", quantity: "energy", unit: "Wh", value, time, quality: "good", ...more };
}

async function all(log: ReadingLog, query: ReadingQuery = ALL): Promise<Reading[]> {
	const readings: Reading[] = [];
	for await (const item of log.query(query)) readings.push(item);
	return readings;
}

test("every kind of reading comes back as it was", async () => {
	const log = await opened();
	const readings: Reading[] = [
		reading(1, 1.5),
		reading(2, 2 ** 60, { exact: "1152921504606846977" }),
		reading(3, true, { datapoint: "state", quantity: "state", unit: "" }),
		reading(4, false, { datapoint: "state", quantity: "state", unit: "" }),
		reading(5, "Zähler '\u0000", { datapoint: "text", quantity: "text", unit: "" }),
		reading(6, null, { quality: "bad", reason: "device-silent", raw: "t-1" }),
		reading(7, -0.1, { quality: "backfilled", deviceTime: 99 }),
	];
	expect(await log.append(readings)).toBe(readings.length);
	expect(await all(log)).toEqual(readings);
});

test("any number survives", async () => {
	const log = await opened();
	let time = 0;
	const value = fc.double({ noNaN: true, noDefaultInfinity: true });
	await fc.assert(
		fc.asyncProperty(value, async (number) => {
			time += 1;
			await log.append([reading(time, number)]);
			expect((await all(log, { from: time, to: time + 1 }))[0]?.value).toBe(number === 0 ? 0 : number);
		}),
		{ numRuns: 50 },
	);
});

test("what is no number is kept as bad, not as zero", async () => {
	const log = await opened();
	await log.append([reading(1, Number.NaN), reading(2, Number.POSITIVE_INFINITY)]);
	for (const item of await all(log))
		expect(item).toMatchObject({ value: null, quality: "bad", reason: "invalid-value" });
});

test("an append that is repeated changes nothing: the first wins", async () => {
	const log = await opened();
	expect(await log.append([reading(1, 1), reading(1, 2), reading(2, 3)])).toBe(2);
	expect(await log.append([reading(1, 9), reading(3, 4)])).toBe(1);
	expect((await all(log)).map(({ value }) => value)).toEqual([1, 3, 4]);
});

test("a query goes by time over many pages, filtered and half-open", async () => {
	const log = await opened();
	const readings = Array.from({ length: 9000 }, (_, index) =>
		reading(Math.floor(index / 3), index, { device: `d${index % 3}`, datapoint: index % 2 === 0 ? "even" : "odd" }),
	);
	await log.append(readings.toReversed());
	expect(await all(log)).toHaveLength(9000);
	const times = (await all(log)).map(({ time }) => time);
	expect(times).toEqual(times.toSorted((a, b) => a - b));
	const some = await all(log, { from: 10, to: 20, devices: ["d1", "d2", "none"], datapoints: ["odd"] });
	expect(some.map(({ value }) => value)).toEqual(
		readings
			.filter(({ time, device, datapoint }) => time >= 10 && time < 20 && device !== "d0" && datapoint === "odd")
			.map(({ value }) => value),
	);
	expect(await all(log, { ...ALL, limit: 4321 })).toHaveLength(4321);
	expect(await all(log, { ...ALL, limit: 0 })).toEqual([]);
	expect(await all(log, { ...ALL, devices: [] })).toEqual([]);
});

test("readings may come in while a query is read", async () => {
	const log = await opened();
	await log.append(Array.from({ length: 5000 }, (_, time) => reading(time, time)));
	let count = 0;
	for await (const page of log.pages({ from: 0, to: 6000 })) {
		count += page.length;
		await log.append([reading(-count, 0), reading(5000 + count / 100_000, 0)]);
	}
	expect(count).toBeGreaterThanOrEqual(5000);
});

test("latest and span follow the newest readings", async () => {
	const log = await opened();
	expect(await log.latest()).toEqual([]);
	expect(await log.span()).toBeNull();
	await log.append([reading(5, 5), reading(9, 9), reading(7, 7), reading(6, 1, { device: "e" })]);
	expect(await log.latest()).toEqual([reading(9, 9), reading(6, 1, { device: "e" })]);
	expect(await log.span()).toEqual({ first: 5, last: 9 });
});

test("cursors are kept per job", async () => {
	const file = join(temporaryDirectory(), "readings.db");
	const log = await opened(file);
	expect(await log.readCursor("daily")).toBeNull();
	await log.writeCursor("daily", 5);
	await log.writeCursor("daily", 7);
	await log.writeCursor("hourly", 1);
	await log.close();
	const again = await opened(file);
	expect([await again.readCursor("daily"), await again.readCursor("hourly")]).toEqual([7, 1]);
});

test("what is older than asked is deleted", async () => {
	const log = await opened();
	await log.append(Array.from({ length: 12_000 }, (_, time) => reading(time, time)));
	await log.append([reading(1, 1, { device: "old" })]);
	expect(await log.prune(11_000)).toBe(11_001);
	expect(await log.span()).toEqual({ first: 11_000, last: 11_999 });
	expect((await log.latest()).map(({ device }) => device)).toEqual(["d"]);
});

test("a damaged file is set aside and a fresh one takes over", async () => {
	const directory = temporaryDirectory();
	const file = join(directory, "readings.db");
	const log = await opened(file);
	await log.append(Array.from({ length: 5000 }, (_, time) => reading(time, time)));
	await log.close();
	const bytes = readFileSync(file);
	bytes.fill(0x5a, 4096, 40_000);
	for (const content of [bytes, Buffer.from("no database at all, but long enough to look like one".repeat(10))]) {
		writeFileSync(file, content);
		const { log: fresh, damaged } = await openReadingLog(file, { clock });
		expect(damaged).toMatch(/readings\.db\.damaged-2026-01-01T/);
		expect(readFileSync(damaged ?? "")).toEqual(content);
		expect(await fresh.append([reading(1, 1)])).toBe(1);
		await fresh.close();
		await clock.advance(1000);
	}
	expect(readdirSync(directory).filter((name) => /damaged-[^.]*$/.test(name))).toHaveLength(2);
});

test.each(["device", "datapoint", "quantity", "unit", "time", "quality", "value"])(
	"a batch with something without a proper %s is refused as a whole",
	async (field) => {
		const log = await opened();
		const wrong = { ...reading(2, 2), [field]: undefined };
		const good = reading(1, 1, { device: "new" });
		await expect(log.append([good, wrong])).rejects.toMatchObject({ code: "input", details: { field } });
		expect(await all(log)).toEqual([]);
		expect(await log.append([good])).toBe(1);
	},
);

test("a full file is a failure that names it, and the log lives on", async () => {
	const { DatabaseSync } = await import("node:sqlite");
	const file = join(temporaryDirectory(), "readings.db");
	const database = new DatabaseSync(file);
	const { SqliteReadingLog } = await import("../../lib/store/sqlite-reading-log.ts");
	const { SCHEMA } = await import("../../lib/store/reading-row.ts");
	database.exec(`${SCHEMA} PRAGMA max_page_count = 20`);
	const log = new SqliteReadingLog(file, database);
	onTestFinished(() => log.close());
	const many = Array.from({ length: 5000 }, (_, time) => reading(time, time));
	await expect(log.append(many)).rejects.toMatchObject({ code: "file-full", details: { path: file } });
	expect(await log.append(many.slice(0, 10))).toBe(10);
});

test("a file that cannot be opened and a closed log are failures", async () => {
	const directory = temporaryDirectory();
	await expect(openReadingLog(join(directory, "none", "x.db"), { clock })).rejects.toMatchObject({
		code: "file-denied",
	});
	const log = await opened(join(directory, "readings.db"));
	await log.close();
	await log.close();
	await expect(log.append([reading(1, 1)])).rejects.toMatchObject({ code: "store-failed" });
	await expect(log.latest()).rejects.toMatchObject({ code: "store-failed" });
});
