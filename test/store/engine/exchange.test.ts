import { describe, expect, test } from "vitest";
import type { ReadingLog } from "../../../lib/store/reading-log.ts";
import { DAY, reading, START, testStore } from "../../support/open-log.ts";

const HOUR = 3_600_000;
const NOW = { now: true } as const;
const name = { device: "d", datapoint: "energy" };

/** Consumption of the first two days, exact. */
async function consumed(log: ReadingLog): Promise<string[]> {
	const [answer] = await log.history({
		series: [name],
		...{ from: START, to: START + 2 * DAY, step: "P1D", zone: "UTC", aggregate: "delta", exact: true },
	});
	return [...(answer?.exact ?? [])];
}

describe("a meter that is exchanged by hand", () => {
	test("before the new one is read: what both counted adds up", async () => {
		const { log } = await testStore();
		await log.append([reading(START, 12_000), reading(START + 5 * HOUR, 12_340)], NOW);
		await log.exchange({ ...name, time: START + 6 * HOUR, end: "12345", start: "2", by: "fitter" });
		await log.append([reading(START + 7 * HOUR, 10), reading(START + DAY, 20)], NOW);
		expect(await consumed(log)).toEqual(["363"]);
		expect(await log.events({ from: START, to: START + DAY })).toEqual([
			{ type: "replaced", time: START + 6 * HOUR, ...name, before: "12345", after: "2", by: "fitter" },
		]);
	});

	test("with more digits than the meter sends", async () => {
		const { log, clock } = await testStore();
		await log.append([reading(START, 12_000), reading(START + 5 * HOUR, 12_340)], NOW);
		await log.exchange({ ...name, time: START + 6 * HOUR, end: "12345.25", start: "0.125", by: "fitter" });
		expect(await consumed(log)).toEqual(["340"]);
		await log.append([reading(START + 7 * HOUR, 10), reading(START + DAY, 20)], NOW);
		expect(await consumed(log)).toEqual(["365.125"]);
		await clock.advance(40 * DAY);
		await log.maintain();
		expect(await consumed(log)).toEqual(["365.125"]);
	});

	test("after the new one was read, and nobody had noticed", async () => {
		const { log } = await testStore();
		const times = [0, 5, 7, 8].map((hours) => START + hours * HOUR);
		await log.append(
			[12_000, 12_340, 12_341, 12_343].map((value, index) => reading(times[index] ?? 0, value)),
			NOW,
		);
		await log.exchange({ ...name, time: START + 6 * HOUR, end: "12345", start: "12340", by: "fitter" });
		await log.append([reading(START + DAY, 12_350)], NOW);
		expect(await consumed(log)).toEqual(["355"]);
	});

	test("after it was found by itself: the fitter's numbers count, once", async () => {
		const { log } = await testStore();
		const readings = [12_000, 12_340, 10, 11, 12, 13].map((value, hour) => reading(START + hour * HOUR, value));
		await log.append(readings, NOW);
		expect(await consumed(log)).toEqual(["343"]);
		await log.exchange({ ...name, time: START + 4 * HOUR, end: "12345", start: "2", by: "fitter" });
		await log.append([reading(START + DAY, 20)], NOW);
		expect(await consumed(log)).toEqual(["363"]);
	});

	test("readings of the old one that come late are its own", async () => {
		const { log } = await testStore();
		await log.append([reading(START, 12_000), reading(START + 5 * HOUR, 12_340)], NOW);
		await log.exchange({ ...name, time: START + 6 * HOUR, end: "12345", start: "2", by: "fitter" });
		await log.append([reading(START + 7 * HOUR, 10), reading(START + DAY, 20)], NOW);
		await log.append([reading(START + 3 * HOUR, 12_200), reading(START + 9 * HOUR, 11)], NOW);
		expect(await consumed(log)).toEqual(["363"]);
		await log.append([reading(START + DAY + HOUR, 21), reading(START + 2 * DAY, 25)], NOW);
		expect(await consumed(log)).toEqual(["363", "5"]);
	});

	test.each([
		["end", { end: "many" }],
		["start", { start: "99999999999999999999" }],
		["time", { time: Number.NaN }],
		["datapoint", { datapoint: "nothing" }],
	])("a wrong %s changes nothing", async (field, wrong) => {
		const { log } = await testStore();
		await log.append([reading(START, 1), reading(START + HOUR, 5)], NOW);
		const exchange = { ...name, time: START + 2 * HOUR, end: null, start: null, by: "fitter", ...wrong };
		await expect(log.exchange(exchange)).rejects.toMatchObject({ code: "input", details: { field } });
		expect(await log.events({ from: 0, to: START + DAY })).toEqual([]);
		await log.append([reading(START + DAY, 8)], NOW);
		expect(await consumed(log)).toEqual(["7"]);
	});
});
