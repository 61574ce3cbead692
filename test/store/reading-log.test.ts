import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import type { WorkerReadingLog } from "../../lib/store/engine/worker-reading-log.ts";
import { allOf, reading, testStore } from "../support/open-log.ts";

const NOW = { now: true } as const;
const count = { datapoint: "count", quantity: "count", unit: "" } as const;
const state = { datapoint: "state", quantity: "state", unit: "" } as const;

describe("what goes in comes out", () => {
	test("every kind of reading", async () => {
		const { log } = await testStore();
		const readings: Reading[] = [
			reading(1, 1.5),
			reading(2, 2 ** 60, { ...count, exact: "1152921504606846977" }),
			reading(3, true, state),
			reading(4, false, state),
			reading(5, "Zähler '\u0001", { datapoint: "text", quantity: "text", unit: "" }),
			reading(6, null, { quality: "bad", reason: "invalid-value" }),
			reading(7, 1.75, { quality: "backfilled", deviceTime: 99 }),
			reading(8, 1, { quality: "uncertain", reason: "record-error", datapoint: "a" }),
			reading(9, 18_446_744_073_709_552_000, { exact: "18446744073709551615", datapoint: "b", unit: "l" }),
			reading(10, 1.234_567_890_123_456_8e29, { exact: "123456789012345678901234567890", datapoint: "c" }),
			reading(11, 3, { unit: "furlong", quality: "substituted", datapoint: "e" }),
			reading(12, 3, { quality: "estimated", datapoint: "f", deviceTime: 12_000, modulus: "100000" }),
		];
		expect(await log.append(readings, NOW)).toBe(readings.length);
		expect(await allOf(log)).toEqual(readings);
	});

	test("any number", async () => {
		const { log } = await testStore();
		let time = 0;
		const value = fc.oneof(
			fc.double({ noNaN: true, noDefaultInfinity: true }),
			fc.integer(),
			fc.integer().map((mantissa) => mantissa / 1000),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (numbers) => {
				const from = time;
				const readings = numbers.map((number, index) => reading(from + index, number, { datapoint: "power" }));
				time += numbers.length;
				await log.append(readings, NOW);
				const kept = await allOf(log, { from, to: time });
				expect(kept.map((one) => one.value)).toEqual(numbers.map((number) => (number === 0 ? 0 : number)));
			}),
			{ numRuns: 60 },
		);
	});

	test("what is no number is kept as bad, not as zero; a silent device is no reading at all", async () => {
		const { log } = await testStore();
		const silent = reading(2, null, { quality: "bad", reason: "device-silent" });
		expect(await log.append([reading(1, Number.NaN), silent], NOW)).toBe(1);
		expect(await allOf(log)).toEqual([reading(1, null, { quality: "bad", reason: "invalid-value" })]);
	});

	test.each([
		["device", { device: 7 }],
		["datapoint", { datapoint: "#device-time" }],
		["time", { time: Number.NaN }],
		["time", { time: -1 }],
		["quality", { quality: "fine" }],
		["value", { value: {} }],
		["unit", { unit: undefined }],
	])("no reading: a wrong %s is refused with everything beside it", async (field, wrong) => {
		const { log } = await testStore();
		const bad = { ...reading(2, 1), ...wrong } as unknown as Reading;
		await expect(log.append([reading(1, 1), bad], NOW)).rejects.toMatchObject({ code: "input", details: { field } });
		expect(await allOf(log)).toEqual([]);
	});

	test("an append that is repeated changes nothing: the first wins", async () => {
		const { log } = await testStore();
		expect(await log.append([reading(1, 1)], NOW)).toBe(1);
		expect(await log.append([reading(1, 2), reading(1, 2.5), reading(2, 3)], NOW)).toBe(1);
		expect((await allOf(log)).map(({ value }) => value)).toEqual([1, 3]);
	});
});

describe("commits", () => {
	test("come together after a while, or at once where asked", async () => {
		const { log, clock } = await testStore({ flushIntervalMs: 3000 });
		const first = log.append([reading(1, 1)]);
		const second = log.append([reading(2, 2), reading(2, 5)]);
		expect((await log.statistics()).waiting).toBe(3);
		await clock.advance(3000);
		expect([await first, await second]).toEqual([1, 1]);
		const third = log.append([reading(3, 3)]);
		expect(await log.append([reading(4, 4)], NOW)).toBe(1);
		expect(await third).toBe(1);
	});

	test("happen at closing", async () => {
		const store = await testStore();
		const kept = store.log.append([reading(1, 1)]);
		await store.reopen();
		expect(await kept).toBe(1);
		expect(await allOf(store.log)).toHaveLength(1);
	});

	test("hold callers back where too much waits, and lose nothing", async () => {
		const { log } = await testStore();
		const waves = Array.from({ length: 30 }, (_, wave) =>
			log.append(
				Array.from({ length: 4000 }, (_, index) => reading(wave * 4000 + index, index)),
				NOW,
			),
		);
		expect((await log.statistics()).waiting).toBeLessThanOrEqual(60_000);
		expect((await Promise.all(waves)).every((count) => count === 4000)).toBe(true);
		expect((await log.statistics()).readings).toBe(120_000);
	});

	test("survive a worker that dies", async () => {
		const { log } = await testStore();
		await log.append([reading(1, 1)], NOW);
		const pending = log.append(
			[reading(2, 2), reading(3, 3, { datapoint: "volume", quantity: "volume", unit: "l" })],
			NOW,
		);
		await (log as WorkerReadingLog).crash();
		expect(await pending).toBeLessThanOrEqual(2);
		expect(await log.append([reading(4, 4)], NOW)).toBe(1);
		expect((await allOf(log)).map(({ time }) => time)).toEqual([1, 2, 3, 4]);
	});
});

describe("queries", () => {
	test("go by time over many pages, filtered and half-open", async () => {
		const { log } = await testStore();
		const readings = Array.from({ length: 6000 }, (_, index) =>
			reading(1000 + Math.floor(index / 3), index, { device: `d${index % 3}` }),
		);
		await log.append(readings.toReversed(), NOW);
		const found = await allOf(log, { from: 1000, to: 3000 });
		expect(found.map(({ time }) => time)).toEqual(readings.map(({ time }) => time));
		expect(found.map(({ value }) => Number(value)).toSorted((a, b) => a - b)).toEqual(
			readings.map(({ value }) => value),
		);
		const some = await allOf(log, { from: 1001, to: 1003, devices: ["d1"] });
		expect(some.map(({ time, device }) => [time, device])).toEqual([
			[1001, "d1"],
			[1002, "d1"],
		]);
		expect(await allOf(log, { datapoints: ["volume"] })).toEqual([]);
		expect(await allOf(log, { limit: 2500 })).toHaveLength(2500);
	});

	test("see what comes in meanwhile only once", async () => {
		const { log } = await testStore();
		await log.append(
			Array.from({ length: 5000 }, (_, time) => reading(time, time)),
			NOW,
		);
		const times: number[] = [];
		for await (const page of log.pages({ from: 0, to: 10_000 })) {
			times.push(...page.map(({ time }) => time));
			if (times.length < 5000) await log.append([reading(9000 + times.length, 1), reading(times.length - 1, 7)], NOW);
		}
		expect(times.filter((time) => time < 5000)).toEqual(Array.from({ length: 5000 }, (_, time) => time));
		expect(new Set(times).size).toBe(times.length);
	});

	test("latest, span and series follow the newest readings, also after a restart", async () => {
		const store = await testStore();
		expect([await store.log.latest(), await store.log.span(), await store.log.series()]).toEqual([[], null, []]);
		await store.log.append([reading(5, 5), reading(9, 9), reading(6, 1, { device: "e" }), reading(7, 7)], NOW);
		const newest = [reading(9, 9), reading(6, 1, { device: "e" })];
		for (const isNew of [false, true]) {
			if (isNew) await store.reopen();
			expect(await store.log.latest()).toEqual(newest);
			expect(await store.log.span()).toEqual({ first: 5, last: 9 });
			expect(await store.log.series()).toMatchObject([
				{ device: "d", kind: "counter", first: 5, last: 9 },
				{ device: "e", first: 6, last: 6 },
			]);
		}
	});

	test("cursors are kept per job", async () => {
		const store = await testStore();
		expect(await store.log.readCursor("a")).toBeNull();
		await store.log.writeCursor("a", 5);
		await store.log.writeCursor("b", 7, 3);
		await store.log.writeCursor("b", 8);
		await store.reopen();
		expect([await store.log.readCursor("a"), await store.log.readCursor("b")]).toEqual([
			{ upto: 5, late: 0 },
			{ upto: 8, late: 3 },
		]);
	});
});
