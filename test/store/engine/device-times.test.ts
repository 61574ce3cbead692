import { expect, test } from "vitest";
import type { Reading } from "../../../lib/model/reading.ts";
import { allOf, DAY, QUARTER, reading, START, testStore } from "../../support/open-log.ts";

const ROUNDS = 5;

/** A telegram with values of now, of the storage of last month, and a highest value without a time of its own. */
function telegram(time: number): Reading[] {
	const monthly = START - DAY;
	return [
		reading(time, 1000, { deviceTime: time - 2000 }),
		reading(time, 20.5, { datapoint: "power", quantity: "power", unit: "W", deviceTime: time - 2000 }),
		reading(time, 900, { datapoint: "energy@1", deviceTime: monthly }),
		reading(time, 7, { datapoint: "volume@1", quantity: "volume", unit: "m³", deviceTime: monthly }),
		reading(time, 99, { datapoint: "power-max", quantity: "power", unit: "W" }),
		reading(time, 1, { datapoint: "odd", quantity: "power", unit: "W", deviceTime: time - 1 }),
	];
}

const byName = (a: Reading, b: Reading) => a.time - b.time || (a.datapoint < b.datapoint ? -1 : 1);

test("every value keeps the time that the device gave it, whatever others of its telegram say", async () => {
	const store = await testStore();
	const all = Array.from({ length: ROUNDS }, (_, round) => telegram(START + round * QUARTER)).flat();
	await store.log.append(all, { now: true });
	const check = async () => {
		expect((await allOf(store.log)).toSorted(byName)).toEqual(all.toSorted(byName));
		const newest = telegram(START + (ROUNDS - 1) * QUARTER).toSorted(byName);
		expect((await store.log.latest()).toSorted(byName)).toEqual(newest);
	};
	await check();
	await store.clock.advance(2 * DAY);
	await store.log.maintain();
	await check();
	await store.reopen();
	await check();
	expect((await store.log.series()).map(({ datapoint }) => datapoint).filter((name) => name.startsWith("#"))).toEqual(
		[],
	);
});

test("one hidden series holds the times of all values of a telegram", async () => {
	const { log } = await testStore();
	const names = ["power", "current", "voltage"] as const;
	await log.append(
		names.map((datapoint) => reading(START, 1, { datapoint, quantity: "power", unit: "W", deviceTime: START - 5000 })),
		{ now: true },
	);
	expect((await log.statistics()).readings).toBe(names.length + 1);
});
