import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reading } from "../../lib/model/reading.ts";
import { allOf, DAY, reading, START, testStore } from "../support/open-log.ts";

const NOW = { now: true } as const;

const seriesOf = (index: number): Partial<Reading> =>
	[
		{ datapoint: "energy" },
		{ datapoint: "power", quantity: "power", unit: "W" } as const,
		{ datapoint: "state", quantity: "state", unit: "" } as const,
		{ datapoint: "text", quantity: "text", unit: "" } as const,
	][index % 4] ?? {};

test("readings are the same before and after they are compacted, merged, sealed or copied", async () => {
	const one = fc.record({
		device: fc.constantFrom("a", "b", "c"),
		series: fc.nat({ max: 3 }),
		minutes: fc.nat({ max: 60 * 24 * 70 }),
		jitter: fc.constantFrom(0, 0, 0, 1, 999),
		value: fc.oneof(
			fc.integer({ min: -500, max: 500 }),
			fc.integer().map((number) => number / 100),
			fc.double({ noNaN: true, noDefaultInfinity: true }),
		),
		deviceTime: fc.option(fc.nat({ max: 2_000_000_000 }), { nil: undefined }),
		quality: fc.constantFrom("good", "good", "good", "backfilled", "estimated") as fc.Arbitrary<Reading["quality"]>,
	});
	await fc.assert(
		fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 120 }), fc.boolean(), async (drafts, isSealed) => {
			const key = isSealed ? { key: new Uint8Array(32).fill(7) } : {};
			const store = await testStore(key);
			const readings = drafts.map(({ device, series, minutes, jitter, value, deviceTime, quality }): Reading => {
				const traits = seriesOf(series);
				const typed = series === 2 ? value > 0 : series === 3 ? `text ${value % 5}` : value + 0;
				const own = deviceTime === undefined ? {} : { deviceTime };
				return reading(START + minutes * 60_000 + jitter, typed, { device, ...traits, quality, ...own });
			});
			await store.log.append(readings, NOW);
			const before = await allOf(store.log);
			expect(before.length).toBeLessThanOrEqual(readings.length);
			await store.clock.advance(90 * DAY);
			await store.log.maintain();
			expect(await allOf(store.log)).toEqual(before);
			const copy = `${store.file}.copy`;
			await store.log.copyTo(copy);
			await store.reopen();
			expect(await allOf(store.log)).toEqual(before);
			const { log } = await testStore(key, copy);
			expect(await allOf(log)).toEqual(before);
			expect((await log.statistics()).damagedChunks).toBe(0);
		}),
		{ numRuns: 12 },
	);
});
