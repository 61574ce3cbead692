import type { RecordSpec } from "../../protocols/mbus/encode-records.ts";
import type { BuildingMeter, MeterPlace } from "./building-meter.ts";
import { drift, flowTemperature } from "./climate.ts";
import { DAY_MS, localDate, localDateTime, monthStart, yearStart } from "./house-time.ts";
import { type LoadCounter, loadCounter } from "./load-counter.ts";
import { real, record } from "./record.ts";

/** Heat in one cubic metre of water per kelvin, kWh. */
const WATER_HEAT = 1.163;
/** What the volume counter assumes between flow and return, K. */
const MEAN_SPREAD = 16;

/** Everything a heat or cooling meter knows at one moment. */
export interface HeatState {
	readonly energy: LoadCounter;
	/** kWh. */
	energyAt(time: number): number;
	/** m³. */
	volumeAt(time: number): number;
	/** kW. */
	power: number;
	/** m³/h. */
	flow: number;
	/** °C. */
	flowTemperature: number;
	returnTemperature: number;
	readonly days: number;
}

/** Builds the state of a heat meter; a cooling meter has its temperatures the other way round. */
export function heatState(place: MeterPlace, kind: "heat" | "cooling"): (time: number) => HeatState {
	const { id, seed, since, perYear } = place;
	const energy = loadCounter({
		name: `heat ${id}`,
		seed,
		since,
		perYear,
		profile: kind === "heat" ? "heating" : "cooling",
		season: kind === "heat" ? "heating" : "cooling",
	});
	return (time) => {
		const spread = kind === "heat" ? MEAN_SPREAD + 2 * drift(`spread ${id}`, time, 15 * 60_000) : -5;
		const power = energy.rate(time) * (1 + 0.04 * drift(`power ${id}`, time, 5 * 60_000));
		const warm = kind === "heat" ? flowTemperature(id, time) : 7 + drift(id, time, 20 * 60_000);
		return {
			energy,
			energyAt: energy.total,
			volumeAt: (moment) => energy.total(moment) / (WATER_HEAT * (kind === "heat" ? MEAN_SPREAD : 5)),
			power,
			flow: power / (WATER_HEAT * Math.abs(spread)),
			flowTemperature: warm,
			returnTemperature: warm - spread,
			days: (time - since) / DAY_MS,
		};
	};
}

/** Readings of the last set days: the counters at the beginning of this month and of this year. */
function sensostarRecords(id: string, time: number, state: HeatState): RecordSpec[] {
	const [month, year] = [monthStart(time), yearStart(time)];
	return [
		record("int32", [0x78], Number(id)),
		record("int32", [0x6d], localDateTime(time)),
		record("int32", [0x15], state.volumeAt(time) * 10),
		record("int32", [0x15], state.volumeAt(year) * 10, { storage: 1 }),
		record("int32", [0x15], state.volumeAt(month) * 10, { storage: 2 }),
		record("int32", [0x06], state.energyAt(time)),
		record("int32", [0x06], state.energyAt(year), { storage: 1 }),
		record("int32", [0x06], state.energyAt(month), { storage: 2 }),
		record("int32", [0x06], 0, { tariff: 1 }),
		record("int16", [0x6c], localDate(year - DAY_MS), { storage: 1 }),
		record("int16", [0x6c], localDate(yearStart(time, -1) - DAY_MS)),
	];
}

function sensostarMoment(state: HeatState, errorFlags: number): RecordSpec[] {
	const broken = errorFlags !== 0;
	const temperature = (value: number) => (broken ? null : value);
	return [
		record("int32", [0x3b], state.flow * 1000),
		record("int32", [0x3b], 1350, { function: "maximum" }),
		record("int32", [0x2b], broken ? 0 : state.power * 1000),
		record("int32", [0x2b], 14_800, { function: "maximum" }),
		record("int16", [0x5b], temperature(state.flowTemperature)),
		record("int16", [0x5f], temperature(state.returnTemperature)),
		record("int32", [0x61], temperature((state.flowTemperature - state.returnTemperature) * 100)),
		record("int16", [0x23], state.days),
		record("int8", [0xfd, 0x17], errorFlags),
	];
}

/** Compact heat meter of a flat, Engelmann SensoStar. */
export function sensostar(place: MeterPlace): BuildingMeter {
	const state = heatState(place, "heat");
	return {
		kind: "heat",
		place: place.place,
		primary: place.primary,
		identity: { id: place.id, manufacturer: "EFE", version: 0x00, medium: 0x04, fabrication: place.id },
		telegrams: (time) => {
			const now = state(time);
			return [{ records: [...sensostarRecords(place.id, time, now), ...sensostarMoment(now, 0)] }];
		},
	};
}

/** Status byte: permanent error (EN 13757-7, 7.5.6). */
const PERMANENT_ERROR = 0x08;
const SENSOR_BROKEN = 0x04;

/** A SensoStar with a broken temperature sensor: permanent error, error flags, no temperatures, an alarm for REQ_UD1. */
export function brokenSensostar(place: MeterPlace): BuildingMeter {
	const state = heatState(place, "heat");
	return {
		...sensostar(place),
		telegrams: (time) => {
			const now = state(time);
			const records = [...sensostarRecords(place.id, time, now), ...sensostarMoment(now, SENSOR_BROKEN)];
			return [{ records, status: PERMANENT_ERROR }];
		},
		alarm: () => SENSOR_BROKEN,
	};
}

/** Heat meter with BCD registers, Itron CF. */
export function itronCf(place: MeterPlace): BuildingMeter {
	const state = heatState(place, "heat");
	return {
		kind: "heat",
		place: place.place,
		primary: place.primary,
		identity: { id: place.id, manufacturer: "ACW", version: 0x09, medium: 0x04, fabrication: place.id },
		telegrams: (time) => {
			const now = state(time);
			const records = [
				record("bcd8", [0x78], Number(place.id)),
				record("int32", [0x06], now.energyAt(time)),
				record("bcd8", [0x14], now.volumeAt(time) * 100),
				record("bcd6", [0x2d], now.power * 10),
				record("bcd6", [0x3b], now.flow * 1000),
				record("bcd4", [0x5a], now.flowTemperature * 10),
				record("bcd4", [0x5e], now.returnTemperature * 10),
				record("bcd6", [0x61], (now.flowTemperature - now.returnTemperature) * 100),
				record("int32", [0x6d], localDateTime(time)),
				record("int16", [0x27], now.days),
				record("bcd2", [0xfd, 0x0e], 19),
				record("bcd2", [0xfd, 0x0f], 45),
			];
			return [{ records, manufacturerData: Uint8Array.of(0x20, 0x00) }];
		},
	};
}

/** Cooling meter, Kamstrup MULTICAL 303: the return is warmer than the flow. */
export function multicalCooling(place: MeterPlace): BuildingMeter {
	const state = heatState(place, "cooling");
	return {
		kind: "cooling",
		place: place.place,
		primary: place.primary,
		identity: { id: place.id, manufacturer: "KAM", version: 0x40, medium: 0x0a },
		telegrams: (time) => {
			const now = state(time);
			const month = monthStart(time);
			const records = [
				record("int32", [0x06], now.energyAt(time)),
				record("int32", [0x14], now.volumeAt(time) * 100),
				record("int24", [0x22], now.days * 24),
				record("int16", [0x59], now.flowTemperature * 100),
				record("int16", [0x5d], now.returnTemperature * 100),
				record("int16", [0x61], (now.flowTemperature - now.returnTemperature) * 100),
				record("int16", [0x2d], now.power * 10),
				record("int16", [0x2d], 48, { function: "maximum" }),
				record("int16", [0x3b], now.flow * 1000),
				record("int16", [0x3b], 820, { function: "maximum" }),
				record("int16", [0xff, 0x22], 0),
				record("int32", [0x06], now.energyAt(month), { storage: 1 }),
				record("int32", [0x14], now.volumeAt(month) * 100, { storage: 1 }),
				record("int16", [0x6c], localDate(month - DAY_MS), { storage: 1 }),
			];
			return [{ records }];
		},
	};
}

/** Readings of the twelve months before, from storage 1 on. */
function monthlyRecords(time: number, months: readonly number[], state: HeatState): RecordSpec[] {
	return months.flatMap((month) => {
		const start = monthStart(time, month - 1);
		return [
			record("int32", [0x06], state.energyAt(start), { storage: month }),
			record("int32", [0x14], state.volumeAt(start) * 100, { storage: month }),
			record("int16", [0x6c], localDate(start - DAY_MS), { storage: month }),
		];
	});
}

/** Calculator with three telegrams to a readout, Sontex Supercal: the moment, then twelve months. */
export function supercal(place: MeterPlace): BuildingMeter {
	const state = heatState(place, "heat");
	return {
		kind: "heat",
		place: place.place,
		primary: place.primary,
		identity: { id: place.id, manufacturer: "SON", version: 0x0d, medium: 0x04 },
		telegrams: (time) => {
			const now = state(time);
			const moment = [
				record("int32", [0x06], now.energyAt(time)),
				record("int32", [0x14], now.volumeAt(time) * 100),
				real([0x5b], now.flowTemperature),
				real([0x5f], now.returnTemperature),
				real([0x3e], now.flow),
				real([0x2e], now.power),
				record("int32", [0x6d], localDateTime(time)),
			];
			return [
				{ records: moment },
				{ records: monthlyRecords(time, [1, 2, 3, 4, 5, 6], now) },
				{ records: monthlyRecords(time, [7, 8, 9, 10, 11, 12], now) },
			];
		},
	};
}
