import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DataRecord } from "../../../lib/protocols/mbus/record.ts";
import { reqUd1, reqUd2, sndNke } from "../../../lib/protocols/mbus/requests.ts";
import { decodeTelegram, type TelegramResult } from "../../../lib/protocols/mbus/telegram.ts";
import { MbusSlaves } from "../../../lib/servers/mbus-slave/mbus-slaves.ts";
import type { BuildingMeter } from "../../../lib/simulation/building/building-meter.ts";
import { simulateBuilding } from "../../../lib/simulation/building/simulate-building.ts";

const TIME = Date.UTC(2026, 10, 25, 18, 30);
const COUNTERS = ["energy", "volume", "heat-cost", "reactive-energy", "on-time", "operating-time"];

function read(engine: MbusSlaves, primary: number, time: number): TelegramResult[] {
	const telegrams: TelegramResult[] = [];
	engine.respond(sndNke(primary), { time });
	for (let fcb = true, more = true; more && telegrams.length < 9; fcb = !fcb) {
		const [answer] = engine.respond(reqUd2(primary, fcb), { time });
		const telegram = decodeTelegram(answer?.bytes ?? new Uint8Array());
		telegrams.push(telegram);
		more = telegram.moreFollows;
	}
	return telegrams;
}

function counters(telegrams: readonly TelegramResult[]): DataRecord[] {
	return telegrams
		.flatMap(({ records }) => records)
		.filter(({ quantity, modifiers }) => COUNTERS.includes(quantity) && !modifiers.includes("per-pulse-input-0"))
		.filter(({ function: kind, storage }) => kind === "instantaneous" && storage === 0);
}

const engineOf = (meters: BuildingMeter[] = simulateBuilding()) => new MbusSlaves({ slaves: meters });

describe("the demo building", () => {
	const meters = simulateBuilding();

	test("has 48 meters of nine kinds with addresses and ids of their own", () => {
		expect(meters).toHaveLength(48);
		expect(new Set(meters.map(({ kind }) => kind)).size).toBe(9);
		expect(new Set(meters.map(({ primary }) => primary)).size).toBe(48);
		expect(new Set(meters.map(({ identity }) => identity.id)).size).toBe(48);
		expect(meters.filter(({ telegrams }) => telegrams(TIME, null).length > 1)).toHaveLength(2);
	});

	test.each(meters)(
		"$kind $place ($identity.id) sends telegrams that are right in every record",
		({ primary, identity, kind }) => {
			const telegrams = read(engineOf(), primary, TIME);
			for (const { status, header, records } of telegrams) {
				expect(status).toBe("ok");
				expect(header).toMatchObject(identityFields(identity));
				expect(records.length).toBeGreaterThan(3);
			}
			const count = counters(telegrams).filter(({ value }) => typeof value === "number" && value > 0).length;
			if (kind !== "room") expect(count).toBeGreaterThan(0);
		},
	);

	test("counters never go back", () => {
		fc.assert(
			fc.property(fc.nat(47), fc.nat(9 * 365 * 86_400), fc.nat(90 * 86_400), (index, start, later) => {
				const primary = index + 1;
				const time = Date.UTC(2023, 5, 1) + start * 1000;
				const [before, after] = [
					counters(read(engineOf(), primary, time)),
					counters(read(engineOf(), primary, time + later * 1000)),
				];
				for (const [position, record] of before.entries()) {
					expect(Number(after[position]?.value)).toBeGreaterThanOrEqual(Number(record.value));
				}
			}),
			{ numRuns: 60 },
		);
	});

	test("the same moment gives the same telegram after a restart, another seed another one", () => {
		const bytes = (seed: number) =>
			engineOf(simulateBuilding({ seed })).respond(reqUd2(1, true), { time: TIME })[0]?.bytes;
		expect(bytes(1)).toEqual(bytes(1));
		expect(bytes(1)).not.toEqual(bytes(2));
	});

	test("most values have moved after a quarter of an hour", () => {
		const moved = meters.filter(({ telegrams }) => {
			return JSON.stringify(telegrams(TIME, null)) !== JSON.stringify(telegrams(TIME + 15 * 60_000, null));
		});
		expect(moved.length).toBeGreaterThan(44);
	});

	test("the broken heat meter says so: status, flags, no temperatures, an alarm", () => {
		const [telegram] = read(engineOf(), 8, TIME);
		expect(telegram?.header?.status).toBe(0x08);
		const value = (quantity: string) => telegram?.records.find((record) => record.quantity === quantity)?.value;
		expect(value("flow-temperature")).toBeNull();
		expect(value("error-flags")).toBe(4);
		const [alarm] = engineOf().respond(reqUd1(8, true), { time: TIME });
		expect(decodeTelegram(alarm?.bytes ?? new Uint8Array()).alarm).toBe(4);
	});

	test("addresses can start elsewhere", () => {
		expect(simulateBuilding({ firstAddress: 101 }).at(-1)?.primary).toBe(148);
	});
});

function identityFields({ id, manufacturer, version, medium }: BuildingMeter["identity"]) {
	return { id, manufacturer, version, medium };
}
