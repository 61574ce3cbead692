import { describe, expect, onTestFinished, test } from "vitest";
import { lineSettings } from "../../lib/masters/mbus/line-options.ts";
import { parseMeterAddress } from "../../lib/masters/mbus/meter-address.ts";
import type { Failure } from "../../lib/model/failure.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { memoryLinkPair } from "../../lib/transports/memory-link.ts";
import { Acquisition, type AcquisitionOptions, type PlacedTarget } from "../../nodes/mw-mbus-read/acquisition.ts";
import type { OwnTimes } from "../../nodes/mw-mbus-read/own-times.ts";
import type { GroupRound } from "../../nodes/mw-mbus-read/reading-group.ts";
import type { Target } from "../../nodes/mw-mbus-read/targets.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 11, 1, 12);

interface Begun {
	readonly at: number;
	readonly slot: number | null;
	readonly topics: readonly string[];
	readonly placed: readonly PlacedTarget[];
	readonly late: number;
}

function target(number: number, schedule = ""): Target {
	return { address: parseMeterAddress(String(number)), topic: `meter-${number}`, driver: null, schedule };
}

/** Meters that take so long each. */
function acquisition(
	times: Partial<OwnTimes>,
	meters: Target[],
	options: { readMs?: number } & Partial<AcquisitionOptions> = {},
) {
	const { readMs = 100, ...rest } = options;
	const clock = new SimulatedClock(NOON + MINUTE);
	const [link] = memoryLinkPair();
	const begun: Begun[] = [];
	const failures: Failure[] = [];
	const read = async (round: GroupRound) => {
		const placed = await made.placed(round);
		const topics = placed.map(({ target: { topic } }) => topic);
		begun.push({ at: clock.now(), slot: round.slot, topics, placed, late: round.group.late });
		const start = clock.monotonic();
		await clock.sleep(readMs * placed.length);
		round.group.took(clock.monotonic() - start);
	};
	const made = new Acquisition({
		clock,
		settings: lineSettings({ link, clock, baudRate: 38_400, latencyMs: 0 }),
		times: { schedule: "", seconds: 0, jitterMs: 0, ...times },
		timeZone: "Europe/Berlin",
		targets: () => Promise.resolve(meters),
		read,
		report: (failure) => failures.push(failure),
		...rest,
	});
	onTestFinished(() => made.stop());
	made.start();
	return { clock, begun, failures, made, meters };
}

describe("a schedule", () => {
	test("has its rounds centred on the boundary once their length is known", async () => {
		const { clock, begun } = acquisition({ schedule: "PT15M" }, [target(1), target(2)], { readMs: 20_000 });
		await clock.advance(2 * HOUR);
		expect(begun.map(({ slot }) => slot)).toEqual(
			Array.from({ length: 8 }, (_, index) => NOON + (index + 1) * 15 * MINUTE),
		);
		const leads = begun.map(({ at, slot }) => (slot ?? 0) - at);
		expect(leads.slice(1)).toEqual(Array.from({ length: 7 }, () => 20_000));
	});

	test("rotates the order, so that no meter is always the last", async () => {
		const { clock, begun } = acquisition(
			{ schedule: "PT1M" },
			[1, 2, 3, 4].map((number) => target(number)),
		);
		await clock.advance(20 * MINUTE);
		const last = new Set(begun.map(({ topics }) => topics.at(-1)));
		expect(last.size).toBe(4);
		for (const { topics } of begun) expect(topics).toHaveLength(4);
	});

	test("spreads the meters by a jitter that stays the same", async () => {
		const { clock, begun } = acquisition(
			{ schedule: "PT1M", jitterMs: 20_000 },
			[1, 2, 3].map((number) => target(number)),
		);
		await clock.advance(3 * MINUTE);
		const places = begun.map(({ placed }) => placed.map(({ afterMs }) => afterMs));
		expect(places[1]).toEqual(places[0]);
		expect(places[0]).toEqual(places[0]?.toSorted((left, right) => left - right));
		expect(Math.max(...(places[0] ?? []))).toBeLessThan(20_000);
		expect(begun.every(({ at, slot }) => at === slot)).toBe(true);
	});

	test("reads devices that have their own at theirs", async () => {
		const meters = [target(1), target(2, "PT5M"), target(3, "30 14 * * *"), target(4, "nonsense")];
		const { clock, begun, failures } = acquisition({ schedule: "PT15M" }, meters);
		await clock.advance(2 * HOUR);
		const slotsOf = (topic: string) => begun.filter(({ topics }) => topics.includes(topic)).map(({ slot }) => slot);
		expect(slotsOf("meter-1")).toHaveLength(8);
		expect(slotsOf("meter-2")).toHaveLength(24);
		expect(slotsOf("meter-3")).toEqual([Date.UTC(2026, 11, 1, 13, 30)]);
		expect(slotsOf("meter-4")).toHaveLength(8);
		expect(failures.map(({ code }) => code)).toEqual(["schedule"]);
	});

	test("follows devices that change theirs", async () => {
		const { clock, begun, meters } = acquisition({ schedule: "PT15M" }, [target(1, "PT1M")]);
		await clock.advance(4 * MINUTE + 30_000);
		meters[0] = target(1);
		await clock.advance(13 * MINUTE);
		const ofMeter = begun.filter(({ topics }) => topics.length > 0).map(({ slot }) => ((slot ?? 0) - NOON) / MINUTE);
		expect(ofMeter).toEqual([2, 3, 4, 5, 15]);
	});

	test("counts what a long round kept from beginning, and tells it once an outage", async () => {
		let readMs = 150_000;
		const begun: Begun[] = [];
		const { clock, failures, made } = acquisition({ schedule: "PT1M" }, [target(1)], {
			read: async (round) => {
				await made.placed(round);
				begun.push({ at: 0, slot: round.slot, topics: [], placed: [], late: round.group.missed });
				await clock.sleep(readMs);
			},
		});
		await clock.advance(10 * MINUTE);
		expect(failures.map(({ code }) => code)).toEqual(["slot-missed"]);
		expect(failures[0]?.details).toMatchObject({ schedule: "PT1M", missed: 1, first: "2026-12-01T12:03:00.000Z" });
		expect(begun.at(-1)?.late).toBe(6);
		readMs = 1000;
		await clock.advance(10 * MINUTE);
		readMs = 90_000;
		await clock.advance(10 * MINUTE);
		expect(failures).toHaveLength(2);
	});

	test("is refused where the line cannot keep up", async () => {
		const refusals: (Failure | null)[] = [];
		const many = Array.from({ length: 250 }, (_, index) => target(index + 1));
		const { clock, made } = acquisition({ schedule: "PT1S" }, [...many, target(251, "PT15M")], {
			read: async (round) => {
				const placed = await made.placed(round);
				refusals.push(
					made.refusal(
						round.group,
						placed.map((place) => place.target),
					),
				);
			},
		});
		await clock.advance(1000);
		expect(refusals[0]).toMatchObject({
			code: "interval-too-short",
			details: {
				interval: 1,
				meters: 250,
				schedule: "PT1S",
				least: expect.any(Number),
				utilisation: expect.any(Number),
			},
		});
		refusals.length = 0;
		await clock.advance(14 * MINUTE);
		expect(refusals.filter((refusal) => refusal === null)).toHaveLength(1);
	});
});

test("plain seconds begin at once and count from then", async () => {
	const { clock, begun, failures } = acquisition({ seconds: 90 }, [target(1)]);
	await clock.advance(5 * MINUTE);
	expect(begun.map(({ at, slot }) => [(at - NOON - MINUTE) / 1000, slot])).toEqual(
		[0, 90, 180, 270].map((at) => [at, null]),
	);
	expect(failures).toEqual([]);
});

test("nothing begins after the end", async () => {
	const { clock, begun, made } = acquisition({ schedule: "PT1M" }, [target(1, "PT1S")]);
	await clock.advance(MINUTE);
	made.stop();
	const before = begun.length;
	await clock.advance(10 * MINUTE);
	expect([begun.length, clock.waiting]).toEqual([before, 0]);
});
