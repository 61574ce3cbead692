import { statSync } from "node:fs";
import { expect, test } from "vitest";
import type { Reading } from "../../../lib/model/reading.ts";
import { allOf, DAY, QUARTER, reading, START, type TestStore, testStore } from "../../support/open-log.ts";

const METERS = 60;

function power(device: number, time: number, value: number): Reading {
	return reading(time, value, { device: `d${device}`, datapoint: "power", quantity: "power", unit: "W" });
}

/** Days of quarter hours that wait for their compaction. */
async function filled(days: number): Promise<TestStore> {
	const store = await testStore();
	const rounds = Array.from({ length: days * 96 }, (_, round) => START + round * QUARTER);
	await store.log.append(
		rounds.flatMap((time) => Array.from({ length: METERS }, (_, device) => power(device, time, device))),
		{ now: true },
	);
	await store.clock.advance(days * DAY + DAY / 8);
	return store;
}

async function turns(count: number): Promise<void> {
	for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test.each([0, 2, 6])("what is purged while days are compacted does not come back (%i turns later)", async (count) => {
	const { log } = await filled(2);
	const maintained = log.maintain();
	await turns(count);
	expect(await log.purge("d3")).toBe(2 * 96);
	await maintained;
	await log.maintain();
	expect(await allOf(log, { devices: ["d3"] })).toEqual([]);
	expect(await allOf(log)).toHaveLength(2 * 96 * (METERS - 1));
});

test.each([0, 1, 4])(
	"what is pruned, corrected or late while days are compacted stays so (%i turns later)",
	async (count) => {
		const { log } = await filled(2);
		const maintained = log.maintain();
		await turns(count);
		const late = Array.from({ length: METERS }, (_, device) => power(device, START + DAY + 450_000, 5));
		const [pruned, corrected, added] = await Promise.all([
			log.prune(START + DAY),
			log.correct([power(1, START + DAY + QUARTER, 77)], "somebody"),
			log.append(late, { now: true }),
		]);
		await maintained;
		await log.maintain();
		expect([pruned, corrected, added]).toEqual([96 * METERS, 1, METERS]);
		const all = await allOf(log);
		expect(all).toHaveLength(97 * METERS);
		expect(all.find(({ device, time }) => device === "d1" && time === START + DAY + QUARTER)?.value).toBe(77);
	},
);

test("an age limit cuts whole days once, and not a month anew with every look at the clock", async () => {
	const store = await testStore({ keepDays: 4 });
	for (let day = 0; day < 9; day += 1) {
		await store.log.append([power(1, START + day * DAY, day)], { now: true });
		await store.clock.advance(DAY);
		await store.log.maintain();
	}
	const first = (await allOf(store.log))[0]?.time;
	expect(first).toBe(START + 5 * DAY);
	const { mtimeMs } = statSync(`${store.file}-wal`);
	await store.clock.advance(QUARTER);
	await store.log.maintain();
	expect(statSync(`${store.file}-wal`).mtimeMs).toBe(mtimeMs);
});

test("readings that come to the time of a page's end are neither lost nor doubled", async () => {
	const { log } = await testStore();
	const at = (datapoint: string) => reading(START, 1, { datapoint, quantity: "power", unit: "W" });
	const names = Array.from({ length: 6000 }, (_, index) => `p${index}`);
	await log.append(names.filter((_, index) => index % 2 === 1).map(at), { now: true });
	const seen: string[] = [];
	for await (const page of log.pages({ from: 0, to: START + 1 })) {
		seen.push(...page.map(({ datapoint }) => datapoint));
		await log.append(names.filter((_, index) => index % 2 === 0).map(at), { now: true });
	}
	expect(new Set(seen).size).toBe(seen.length);
	expect(names.filter((name, index) => index % 2 === 1 && !seen.includes(name))).toEqual([]);
});
