import type { BuildingMeter, MeterPlace } from "./building-meter.ts";
import { roomHumidity, roomTemperature } from "./climate.ts";
import { DAY_MS, localDate, localDateTime, yearStart } from "./house-time.ts";
import { loadCounter } from "./load-counter.ts";
import { record, textUnit } from "./record.ts";

/** Averaging time of the sensor, hours. */
const AVERAGING_HOURS = 24;

/** Room sensor for temperature and humidity, Elvaco: now, and minimum and maximum of a day. */
export function roomSensor(place: MeterPlace): BuildingMeter {
	const { id } = place;
	const humidity = textUnit(0xfc, "%RH", [0x74]);
	return {
		kind: "room",
		place: place.place,
		primary: place.primary,
		identity: { id, manufacturer: "ELV", version: 0x32, medium: 0x00, fabrication: id },
		telegrams: (time) => {
			const hours = Array.from({ length: AVERAGING_HOURS }, (_, hour) => time - (hour * DAY_MS) / AVERAGING_HOURS);
			const temperatures = hours.map((hour) => 100 * roomTemperature(id, hour));
			const humidities = hours.map((hour) => 100 * roomHumidity(id, hour));
			const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
			const records = [
				record("int8", [0xfd, 0x1b], 0),
				record("int16", humidity, humidities[0] ?? 0),
				record("int16", humidity, Math.min(...humidities), { function: "minimum" }),
				record("int16", humidity, Math.max(...humidities), { function: "maximum" }),
				record("int16", [0x65], temperatures[0] ?? 0),
				record("int16", [0x65], Math.min(...temperatures), { function: "minimum" }),
				record("int16", [0x65], Math.max(...temperatures), { function: "maximum" }),
				record("int8", [0x72], AVERAGING_HOURS),
				record("int16", [0x65], temperatures[1] ?? 0, { storage: 1 }),
				record("int16", [0x65], mean(temperatures), { storage: 2 }),
				record("bcd8", [0x78], Number(id)),
				record("int24", [0xfd, 0x0f], 0x04_00_00),
			];
			return [{ records }];
		},
	};
}

function padpuls(
	place: MeterPlace,
	{ vif, profile }: { vif: number; profile: "heating" | "water" },
): BuildingMeter["telegrams"] {
	const { id, seed, since, perYear } = place;
	const season = profile === "heating" ? "heating" : "slight";
	const units = loadCounter({ name: `pulse ${id}`, seed, since, perYear, profile, season });
	return (time) => [
		{
			records: [
				record("bcd8", [vif], units.total(time)),
				record("int32", [0x6d], localDateTime(time)),
				record("int16", [0x6c], localDate(yearStart(time) - DAY_MS), { storage: 1 }),
				record("bcd8", [vif], units.total(yearStart(time)), { storage: 1 }),
				record("int16", [0xec, 0x7e], localDate(yearStart(time, -1) - DAY_MS), { storage: 1 }),
			],
			manufacturerData: Uint8Array.of(0x43, 0x01, 0x01, 0x00),
		},
	];
}

/** Heat cost allocator on a pulse adapter, Relay PadPuls: units without a dimension. */
export function heatCostAllocator(place: MeterPlace): BuildingMeter {
	return {
		kind: "heat-cost",
		place: place.place,
		primary: place.primary,
		identity: { id: place.id, manufacturer: "REL", version: 0x40, medium: 0x08 },
		telegrams: padpuls(place, { vif: 0x6e, profile: "heating" }),
	};
}

/** Pulse counter on a garden tap, Relay PadPuls: litres. */
export function pulseCounter(place: MeterPlace): BuildingMeter {
	return {
		kind: "pulse",
		place: place.place,
		primary: place.primary,
		identity: { id: place.id, manufacturer: "REL", version: 0x12, medium: 0x00 },
		telegrams: padpuls(place, { vif: 0x13, profile: "water" }),
	};
}
