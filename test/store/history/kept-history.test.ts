import { describe, expect, test } from "vitest";
import { Failure } from "../../../lib/model/failure.ts";
import type { Reading } from "../../../lib/model/reading.ts";
import { FLAG } from "../../../lib/store/flags.ts";
import type { HistoryQuery, HistorySeries } from "../../../lib/store/history/history-query.ts";
import { openReadingLog } from "../../../lib/store/open-reading-log.ts";
import type { ReadingLog } from "../../../lib/store/reading-log.ts";
import { DAY, QUARTER, reading, START, temporaryDirectory, testStore } from "../../support/open-log.ts";
import { ScriptedClock } from "../../support/scripted-clock.ts";

const HOUR = 3_600_000;
const NOW = { now: true } as const;
const ENERGY = { device: "d", datapoint: "energy" };

async function answer(log: ReadingLog, more: Partial<HistoryQuery> = {}): Promise<HistorySeries> {
	const period = { from: START, to: START + DAY, step: "P1D", zone: "UTC", aggregate: "delta", exact: true } as const;
	const [one] = await log.history({ series: [ENERGY], ...period, ...more });
	if (one === undefined) throw new Error("no answer");
	return one;
}

function every(stepMs: number, values: readonly Reading["value"][], more: Partial<Reading> = {}): Reading[] {
	return values.map((value, index) => reading(START + index * stepMs, value, more));
}

async function kept(readings: readonly Reading[]): Promise<ReadingLog> {
	const { log } = await testStore();
	await log.append(readings, NOW);
	return log;
}

describe("a counter's day", () => {
	const wrap32 = { modulus: "4294967296" };
	test.each([
		["a standing meter", every(QUARTER, [100, 100, 100]), "0"],
		["decimals", every(QUARTER, [0.1, 0.3, 0.4]), "0.3"],
		["a roll-over at 99 999 999", every(QUARTER, [99_999_990, 12, 20], { modulus: "100000000" }), "30"],
		["a 32-bit wrap", every(QUARTER, [4_294_967_290, 4, 10], wrap32), "16"],
		["a signed 32-bit wrap", every(QUARTER, [2_147_483_640, -2_147_483_646, -2_147_483_640], wrap32), "16"],
		["a display of 99999.999", every(QUARTER, [99_999.99, 0.012], { modulus: "100000" }), "0.022"],
		["a zero in between", every(QUARTER, [53_700_000, 0, 53_700_120], { modulus: "100000000" }), "120"],
		["an odd value in between", every(QUARTER, [1000, 999_999, 1001], { modulus: "100000000" }), "1"],
		["other segments", every(QUARTER, [100, 100.5, 100.75, 101]), "1"],
	])("over %s", async (_, readings, expected) => {
		expect((await answer(await kept(readings))).exact).toEqual([expected]);
	});

	test("over a reset, which is known after three readings", async () => {
		const log = await kept(every(QUARTER, [53_700_000, 53_700_010, 3, 5, 8, 11], { modulus: "100000000" }));
		expect((await answer(log)).exact).toEqual(["18"]);
		expect(await log.events({ from: 0, to: START + DAY })).toMatchObject([
			{ type: "reset", time: START + 2 * QUARTER },
		]);
		const quarters = await answer(log, { step: "PT15M" });
		expect([...quarters.v]).toEqual([10, 0, 2, 3, 3]);
		expect([...quarters.q].map((flags) => flags & FLAG.suspect)).toEqual([0, 0, 0, 0, 0]);
	});

	test("over another serial number", async () => {
		const log = await kept([
			...every(QUARTER, [12_340, 12_345], { meter: "A" }),
			...[2, 10].map((value, index) => reading(START + (2 + index) * QUARTER, value, { meter: "B" })),
		]);
		expect((await answer(log)).exact).toEqual(["13"]);
		expect(await log.events({ from: 0, to: START + DAY })).toMatchObject([{ type: "replaced", by: "automatic" }]);
	});

	test("over an exchange by hand, before or after the new meter was read", async () => {
		const exchange = { ...ENERGY, time: START + 1.5 * QUARTER, end: "12345", start: "2", by: "user" };
		const early = await kept(every(QUARTER, [12_300, 12_340]));
		await early.exchange(exchange);
		await early.append([reading(START + 2 * QUARTER, 10)], NOW);
		expect((await answer(early)).exact).toEqual(["53"]);
		const late = await kept(every(QUARTER, [12_300, 12_340, 10, 11, 12]));
		await late.exchange(exchange);
		expect((await answer(late)).exact).toEqual(["55"]);
	});

	test("over two exchanges between two readings", async () => {
		const log = await kept(every(QUARTER, [12_300, 12_340]));
		await log.exchange({ ...ENERGY, time: START + 1.2 * QUARTER, end: "12345", start: "2", by: "user" });
		await log.exchange({ ...ENERGY, time: START + 1.6 * QUARTER, end: "9", start: "100", by: "user" });
		await log.append([reading(START + 2 * QUARTER, 103)], NOW);
		expect((await answer(log)).exact).toEqual(["55"]);
	});

	test("past a value that came with a device error", async () => {
		const error = { quality: "uncertain", reason: "device-error" } as const;
		const log = await kept([
			...every(QUARTER, [53_700_000]),
			reading(START + QUARTER, 0, error),
			reading(START + 2 * QUARTER, 53_700_120),
		]);
		expect((await answer(log)).exact).toEqual(["120"]);
	});

	test.each([
		["low", 5],
		["high", 900_000],
	])("past a late value that is far too %s", async (_, odd) => {
		const log = await kept(every(HOUR, [1000, 1001, 1002]));
		await log.append([reading(START + 0.5 * HOUR, odd)], NOW);
		expect((await answer(log)).exact).toEqual(["2"]);
	});

	test("over a gap is one total, which no hour gets", async () => {
		const log = await kept([reading(START, 100), reading(START + 3 * HOUR, 112), reading(START + 4 * HOUR, 113)]);
		expect((await answer(log)).exact).toEqual(["13"]);
		const hours = await answer(log, { step: "PT1H" });
		expect([[...hours.t], hours.exact]).toEqual([[START + 3 * HOUR], ["1"]]);
	});
});

test("readings of before the clock was right count where they were moved to", async () => {
	const clock = new ScriptedClock(300_000);
	clock.state = "untrusted";
	const { log } = await openReadingLog(`${temporaryDirectory()}/readings.db`, { clock, boot: "one" });
	const boot = Date.UTC(1970, 0, 1, 0, 15);
	await log.append(
		[100, 110, 125].map((value, index) => reading(boot + index * QUARTER, value)),
		NOW,
	);
	clock.step(START - boot);
	clock.state = "synced";
	await log.trustClock(START - boot);
	await log.append(
		[130, 999_999, 140].map((value, index) => reading(START + (3 + index) * QUARTER, value)),
		NOW,
	);
	expect((await answer(log)).exact).toEqual(["40"]);
	expect([...(await answer(log, { step: "PT15M" })).v]).toEqual([10, 15, 5]);
	expect((await answer(log, { from: 0, to: DAY })).t).toHaveLength(0);
	await log.close();
});

describe("what is no number", () => {
	const door = { device: "d", datapoint: "door", quantity: "state", unit: "" } as const;
	const series = [{ device: "d", datapoint: "door" }];
	const shown = [-HOUR, 0, HOUR, DAY - 1, DAY];

	test("booleans have a first and a last", async () => {
		const log = await kept(shown.map((time, index) => reading(START + time, index % 2 === 0, door)));
		expect([...(await answer(log, { series, aggregate: "first" })).v]).toEqual([0]);
		expect([...(await answer(log, { series, aggregate: "last" })).v]).toEqual([0]);
		expect([...(await answer(log, { series, aggregate: "count" })).v]).toEqual([3]);
		expect([...(await answer(log, { series, step: "raw" })).v]).toEqual([0, 1, 0]);
	});

	test("texts too", async () => {
		const texts = ["before", "open", "closed", "open", "after"];
		const log = await kept(shown.map((time, index) => reading(START + time, texts[index] ?? "", door)));
		expect((await answer(log, { series, step: "raw" })).text).toEqual(["open", "closed", "open"]);
		expect(await answer(log, { series, aggregate: "first" })).toMatchObject({ text: ["open"] });
		expect((await answer(log, { series, aggregate: "last", step: "PT1H" })).text).toEqual(["open", "closed", "open"]);
		const count = await answer(log, { series, aggregate: "count" });
		expect([[...count.t], [...count.v]]).toEqual([[START], [3]]);
		await expect(answer(log, { series, aggregate: "mean" })).rejects.toMatchObject({ code: "input" });
		await expect(answer(log, { series })).rejects.toMatchObject({ code: "input" });
	});

	test("a series that is not kept has no rows", async () => {
		const log = await kept([reading(START, 1)]);
		for (const step of ["raw", "P1D"]) {
			const one = await answer(log, { series: [{ device: "d", datapoint: "none" }], step });
			expect([one.t.length, one.v.length, one.q.length, one.datapoint]).toEqual([0, 0, 0, "none"]);
		}
	});
});

test.each([
	["schedule", { step: "PT0M" }],
	["schedule", { step: "nonsense" }],
	["time-zone", { zone: "Mars/Olympus" }],
	["input", { step: "PT1S", to: START + 365 * DAY }],
	["input", { from: 9e15, to: 9e15 + DAY }],
] as const)("%s", async (code, more) => {
	const log = await kept([reading(START, 1)]);
	const failure = await answer(log, more).catch((error: unknown) => error);
	expect(failure).toBeInstanceOf(Failure);
	expect(failure).toMatchObject({ code });
});

test("thinned raw data keeps its peaks beside values that were answered as null", async () => {
	const power = { datapoint: "power", quantity: "power", unit: "kW" } as const;
	const readings = Array.from({ length: 960 }, (_, index) => {
		const isBad = index % 96 === 0;
		const more = isBad ? ({ ...power, quality: "bad", reason: "invalid-value" } as const) : power;
		return reading(START + index * 60_000, index === 500 ? 777 : index % 7, more);
	});
	const log = await kept(readings);
	const series = [{ device: "d", datapoint: "power" }];
	const { v, thinned } = await answer(log, { series, step: "raw", maxPoints: 20 });
	expect(thinned).toBe(true);
	expect(v.length).toBeLessThanOrEqual(20);
	expect(v).toContain(777);
});

/** Local days by what the clocks on the wall show, one quarter of an hour after the other. */
function quartersOf(zone: string, date: string): number[] {
	const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
	const noon = Date.parse(`${date}T12:00Z`);
	return Array.from({ length: 240 }, (_, index) => noon - 30 * HOUR + index * QUARTER).filter(
		(time) => calendar.format(time) === date,
	);
}

test.each([
	["Europe/Berlin", "2026-03-29", 92],
	["Europe/Berlin", "2026-10-25", 100],
	["Europe/Berlin", "2027-03-28", 92],
	["America/St_Johns", "2026-03-08", 92],
	["America/St_Johns", "2026-11-01", 100],
	["Asia/Kathmandu", "2026-01-01", 96],
	["Australia/Lord_Howe", "2026-04-05", 98],
	["Australia/Lord_Howe", "2026-10-04", 94],
	["Africa/Cairo", "2026-04-24", 92],
	["Africa/Cairo", "2026-10-29", 100],
	["America/Havana", "2026-03-08", 92],
	["Pacific/Apia", "2011-12-30", 0],
])("%s %s: %d quarter hours, which add up to the day and to the meter", async (zone, date, slots) => {
	const quarters = quartersOf(zone, date);
	expect(quarters).toHaveLength(slots);
	const from = quarters[0] ?? Date.parse("2011-12-30T10:00Z");
	const to = from + slots * QUARTER;
	const shown = (index: number) => 1234.5 + index * 0.1 + (index % 5) * 0.01;
	const log = await kept(
		Array.from({ length: slots + 21 }, (_, index) =>
			reading(from + (index - 10) * QUARTER, Number(shown(index).toFixed(2)), { unit: "kWh" }),
		),
	);
	const steps = await answer(log, { zone, from, to, step: "PT15M" });
	expect([...steps.t]).toEqual(quarters);
	const hundredths = (texts: readonly string[] = []) =>
		texts.reduce((sum, text) => sum + Math.round(Number(text) * 100), 0);
	const total = Math.round(shown(slots + 10) * 100) - Math.round(shown(10) * 100);
	expect(hundredths(steps.exact)).toBe(total);
	expect(steps.exact?.every((text) => text.length <= 4)).toBe(true);
	expect(hundredths((await answer(log, { zone, from, to })).exact)).toBe(total);
});
