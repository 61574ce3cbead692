import type { RecordSpec } from "../../protocols/mbus/encode-records.ts";
import type { BuildingMeter, MeterPlace } from "./building-meter.ts";
import { drift } from "./climate.ts";
import { HOUR_MS } from "./house-time.ts";
import { type LoadCounter, loadCounter } from "./load-counter.ts";
import type { LoadProfileName } from "./load-profile-table.ts";
import { record } from "./record.ts";

const VOLTAGE = 230.5;
const POWER_FACTOR = 0.96;
const PHASES = [1, 2, 3] as const;
const PHASE_SHARES = [0.42, 0.33, 0.25] as const;
/** Reactive energy per energy. */
const REACTIVE_SHARE = 0.29;

function energyCounter({ id, seed, since, perYear }: MeterPlace, profile: LoadProfileName): LoadCounter {
	return loadCounter({ name: `electricity ${id}`, seed, since, perYear, profile, season: "slight" });
}

function voltage(id: string, phase: number, time: number): number {
	return VOLTAGE + 2.5 * drift(`voltage ${id} ${phase}`, time, 3 * 60_000);
}

/** Power in kW: the load curve with the switching of devices on it. */
function powerOf(id: string, energy: LoadCounter, time: number): number {
	return energy.rate(time) * (1 + 0.25 * drift(`power ${id}`, time, 2 * 60_000));
}

/** VIFE FC 01–03: phase L1, L2, L3. */
function phased(vib: readonly number[], phase: number): number[] {
	const last = vib.at(-1) ?? 0;
	return [...vib.slice(0, -1), last | 0x80, 0xfc, phase];
}

function phaseRecords(id: string, power: number, time: number): RecordSpec[] {
	return PHASES.flatMap((phase) => {
		const volts = voltage(id, phase, time);
		const watts = 1000 * power * (PHASE_SHARES[phase - 1] ?? 0);
		return [
			record("int16", phased([0xfd, 0x48], phase), volts * 10),
			record("int32", phased([0xfd, 0x59], phase), (1000 * watts) / (volts * POWER_FACTOR)),
			record("int32", phased([0x2b], phase), watts),
		];
	});
}

/** Three-phase meter of the house: energy, reactive energy, and voltage, current and power of each phase. */
export function threePhase(place: MeterPlace, profile: LoadProfileName): BuildingMeter {
	const energy = energyCounter(place, profile);
	const { id } = place;
	return {
		kind: "electricity",
		place: place.place,
		primary: place.primary,
		identity: { id, manufacturer: "GAV", version: 0x41, medium: 0x02 },
		telegrams: (time) => {
			const power = powerOf(id, energy, time);
			const records = [
				record("int32", [0x04], energy.total(time) * 100),
				record("int32", [0xfb, 0x82, 0x75], energy.total(time) * 10 * REACTIVE_SHARE),
				record("int32", [0x2b], power * 1000),
				...phaseRecords(id, power, time),
				record("int16", [0xfb, 0x2d], 5000 + 6 * drift("frequency", time, 60_000)),
				record("int8", [0xfd, 0x17], 0),
			];
			return [{ records }];
		},
	};
}

/** Days have 15 hours of the day tariff: its share of a household's energy. */
const DAY_SHARE = 0.72;

/** Energy counter with tariffs, ABB: 10 Wh in twelve BCD digits, subunit 2 counts reactive energy. */
export function tariffMeter(place: MeterPlace): BuildingMeter {
	const energy = energyCounter(place, "office");
	const { id } = place;
	return {
		kind: "electricity",
		place: place.place,
		primary: place.primary,
		identity: { id, manufacturer: "ABB", version: 0x02, medium: 0x02 },
		telegrams: (time) => {
			const total = energy.total(time) * 100;
			const split = (share: number, place_: { tariff?: number; subunit?: number }) =>
				record("bcd12", [0x04], total * share, place_);
			const records = [
				split(1, {}),
				split(DAY_SHARE, { tariff: 1 }),
				split(1 - DAY_SHARE, { tariff: 2 }),
				split(REACTIVE_SHARE, { subunit: 2 }),
				split(REACTIVE_SHARE * DAY_SHARE, { tariff: 1, subunit: 2 }),
				split(REACTIVE_SHARE * (1 - DAY_SHARE), { tariff: 2, subunit: 2 }),
				record("int64", [0xfd, 0x17], 0),
			];
			return [{ records }];
		},
	};
}

/** Single-phase meter of a flat, NZR DHZ 5/63. */
export function singlePhase(place: MeterPlace): BuildingMeter {
	const energy = energyCounter(place, "household");
	const { id } = place;
	return {
		kind: "electricity",
		place: place.place,
		primary: place.primary,
		identity: { id, manufacturer: "NZR", version: 0x01, medium: 0x02, fabrication: id },
		telegrams: (time) => {
			const watts = 1000 * powerOf(id, energy, time);
			const volts = voltage(id, 1, time);
			const records = [
				record("int32", [0x03], energy.total(time) * 1000),
				record("int32", [0x83, 0x7f], energy.total(time) * 1000),
				record("int16", [0xfd, 0x48], volts * 10),
				record("int16", [0xfd, 0x5b], (10 * watts) / (volts * POWER_FACTOR)),
				record("int16", [0x2b], watts),
				record("bcd8", [0x78], Number(id)),
			];
			return [{ records, manufacturerData: Uint8Array.of(0x0e) }];
		},
	};
}

/** Single-phase meter with tariffs, Kamstrup 382. */
export function kamstrupElectricity(place: MeterPlace): BuildingMeter {
	const energy = energyCounter(place, "household");
	const { id, since } = place;
	return {
		kind: "electricity",
		place: place.place,
		primary: place.primary,
		identity: { id, manufacturer: "KAM", version: 0x01, medium: 0x02 },
		telegrams: (time) => {
			const total = energy.total(time);
			const records = [
				record("int32", [0x06], total),
				record("int32", [0x22], (time - since) / HOUR_MS),
				record("int32", [0x2b], 1000 * powerOf(id, energy, time)),
				record("int32", [0x2b], 6200, { function: "maximum" }),
				record("int32", [0x06], total * DAY_SHARE, { tariff: 1, subunit: 1 }),
				record("int32", [0x06], total * (1 - DAY_SHARE), { tariff: 2, subunit: 1 }),
			];
			return [{ records, manufacturerData: new Uint8Array(16).fill(0x10, 15) }];
		},
	};
}
