import { describe, expect, test } from "vitest";
import type { HistoryAggregate } from "../../../lib/store/history/history-query.ts";
import type { ReadingLog } from "../../../lib/store/reading-log.ts";
import { DAY, reading, START, testStore } from "../../support/open-log.ts";

const HOUR = 3_600_000;
const NOW = { now: true } as const;

async function answer(log: ReadingLog, aggregate: HistoryAggregate, datapoint = "energy", step = "P1D") {
	const period = { from: START, to: START + DAY, step, zone: "UTC" };
	const [one] = await log.history({ series: [{ device: "d", datapoint }], ...period, aggregate, exact: true });
	return one;
}

function hourly(values: readonly number[], more = {}) {
	return values.map((value, index) => reading(START + index * HOUR, value, more));
}

describe("consumption of a counter", () => {
	test("that sends floats", async () => {
		const { log } = await testStore();
		await log.append(hourly([230.1, 231.3, 240.7].map(Math.fround)), NOW);
		expect((await answer(log, "delta"))?.exact).toEqual(["10.59999084472658"]);
	});

	test("that sends floats and begins again at 0", async () => {
		const { log } = await testStore();
		await log.append(hourly([12_012.5, 12_013.1, 0.3, 0.9, 1.4, 2.55].map(Math.fround)), NOW);
		expect((await answer(log, "delta"))?.v[0]).toBeCloseTo(0.6 + 2.25, 3);
	});

	test("whose modulus became known only after its first readings", async () => {
		const { log } = await testStore();
		await log.append(hourly([99_999_980, 99_999_985]), NOW);
		const rest = [99_999_990, 12].map((value, index) =>
			reading(START + (2 + index) * HOUR, value, { modulus: "100000000" }),
		);
		await log.append(rest, NOW);
		expect((await answer(log, "delta"))?.exact).toEqual(["32"]);
	});

	test("that rolls over at 2^64", async () => {
		const { log } = await testStore();
		const modulus = "18446744073709551616";
		const before = reading(START, 2 ** 64, { exact: "18446744073709551610", modulus });
		await log.append([before, reading(START + HOUR, 5, { modulus })], NOW);
		expect((await answer(log, "delta"))?.exact).toEqual(["11"]);
	});
});

test("a value that was read before the first step holds when it begins", async () => {
	const { log } = await testStore();
	const power = { datapoint: "power", quantity: "power", unit: "kW" } as const;
	const minutes = [-10, 5, 20, 35, 50];
	await log.append(
		minutes.map((minute, index) => reading(START + minute * 60_000, index === 0 ? 60 : 30, power)),
		NOW,
	);
	const hour = await answer(log, "twMean", "power", "PT1H");
	expect(hour?.v[0]).toBeCloseTo((5 * 60 + 55 * 30) / 60, 9);
	expect(hour?.coverage?.[0]).toBeCloseTo(1, 6);
	expect(hour?.count?.[0]).toBe(4);
});
