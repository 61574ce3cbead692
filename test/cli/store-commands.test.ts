import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { allOf, DAY, reading, START, testStore } from "../support/open-log.ts";
import { call } from "./call.ts";

const SCRIPT = join(import.meta.dirname, "../../scripts/read-store.mjs");
const NOW = { now: true } as const;
const KEY = "0123456789abcdef".repeat(4);

function standAlone(...args: string[]) {
	return spawnSync(process.execPath, ["--no-warnings", SCRIPT, ...args], { encoding: "utf8" });
}

/** Readings of every kind over 70 days: chunks of months and of days, hot rows, corrections. */
async function filled(key?: Uint8Array) {
	const store = await testStore(key === undefined ? {} : { key });
	const { log, clock } = store;
	const readings: Reading[] = Array.from({ length: 70 * 8 }, (_, index) => {
		const time = START + index * 3 * 3_600_000 + (index % 7);
		const own = { deviceTime: time - 500 };
		return [
			reading(time, 1000 + index / 4, own),
			reading(time, index % 3 === 0, { datapoint: "state", quantity: "state", unit: "" }),
			reading(time, `text; "${index % 5}"`, { datapoint: "text", quantity: "text", unit: "" }),
			reading(time, Math.sin(index), { datapoint: "power", quantity: "power", unit: "kW", quality: "backfilled" }),
			reading(time, 2 ** 63 + index * 4096, {
				datapoint: "count",
				quantity: "count",
				exact: String(2n ** 63n + BigInt(index) * 4096n + 1n),
			}),
			reading(time, null, { datapoint: "none", quantity: "power", quality: "bad", reason: "invalid-value" }),
		];
	}).flat();
	await log.append(readings, NOW);
	await clock.advance(69 * DAY);
	await log.maintain();
	await log.correct([reading(START, 999, { quality: "substituted" })], "tester");
	await log.append([reading(START + 69.5 * DAY, 5000)], NOW);
	return store;
}

test("the command and the stand-alone script print the same, and all of it", async () => {
	const store = await filled();
	const { stdout, status } = await call(["store", "dump", store.file]);
	const alone = standAlone(store.file);
	expect([status, alone.status, alone.stderr]).toEqual([0, 0, ""]);
	expect(alone.stdout).toBe(stdout);
	const lines = stdout.trimEnd().split("\n");
	const kept = await allOf(store.log);
	expect(lines[0]).toBe("time;device;datapoint;value;unit;flags;revision");
	expect(lines.length - 1).toBe(kept.length);
	expect(lines).toContain("2026-01-01T00:00:00.000Z;d;energy;999;W.h;2;1");
	expect(lines).toContain('2026-01-01T03:00:00.001Z;d;text;"text; ""1""";1;0;0');
	expect(lines).toContain("2026-01-01T03:00:00.001Z;d;count;9223372036854779905;W.h;0;0");
	expect(lines).toContain("2026-01-01T03:00:00.001Z;d;none;;W.h;1;0");
	const all = await call(["store", "dump", store.file, "--all"]);
	expect(standAlone(store.file, "--all").stdout).toBe(all.stdout);
	expect(all.stdout).toContain(";#device-time;");
});

test("sealed chunks are read with their key, and skipped without", async () => {
	const store = await filled(Buffer.from(KEY, "hex"));
	const keyFile = `${store.file}.key`;
	writeFileSync(keyFile, `${KEY}\n`);
	const { stdout, status } = await call(["store", "dump", store.file, "--key", keyFile]);
	const alone = standAlone(store.file, "--key", keyFile);
	expect([status, alone.status]).toEqual([0, 0]);
	expect(alone.stdout).toBe(stdout);
	const closed = await call(["store", "dump", store.file]);
	expect([closed.status, standAlone(store.file).status]).toEqual([1, 1]);
	expect(closed.stderr).toContain("skipped");
	expect(standAlone(store.file).stdout).toBe(closed.stdout);
});

test("a damaged chunk is named and skipped by both", async () => {
	const store = await filled();
	await store.log.close();
	const database = new DatabaseSync(store.file);
	database.exec("UPDATE chunk SET crc = crc - 1 WHERE k = (SELECT min(k) FROM chunk)");
	database.close();
	const { stdout, status, stderr } = await call(["store", "dump", store.file], { language: "de" });
	expect([status, stderr]).toEqual([1, expect.stringContaining("übersprungen")]);
	const alone = standAlone(store.file);
	expect([alone.status, alone.stdout]).toEqual([1, stdout]);
});

test("info counts what is in a file", async () => {
	const store = await filled();
	const { stdout, status } = await call(["store", "info", store.file, "--json"]);
	const info = JSON.parse(stdout) as Record<string, number | string>;
	expect(status).toBe(0);
	expect(info).toMatchObject({ devices: 1, series: expect.any(Number), first: "2026-01-01T00:00:00.000Z" });
	expect(Number(info["monthReadings"])).toBeGreaterThan(Number(info["dayReadings"]));
	expect((await call(["store", "info", store.file])).stdout).toContain("Bytes per reading, months");
});

test.each([[["store", "dump"]], [["store", "info"]], [["store", "dump", "a", "b"]]])(
	"%j is wrong usage",
	async (args) => {
		expect((await call(args)).status).toBe(2);
	},
);

test("a file that is not there, or no readings file, is a failure", async () => {
	const { file } = await testStore();
	expect((await call(["store", "dump", `${file}.missing`])).status).toBe(1);
	writeFileSync(`${file}.text`, "no database".repeat(100));
	expect((await call(["store", "info", `${file}.text`])).status).toBe(1);
	expect(standAlone().status).toBe(2);
});
