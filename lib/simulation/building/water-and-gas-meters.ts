import type { BuildingMeter, MeterPlace } from "./building-meter.ts";
import { drift } from "./climate.ts";
import { DAY_MS, localDate, localDateTime, monthStart, yearStart } from "./house-time.ts";
import { type LoadCounter, loadCounter } from "./load-counter.ts";
import { record, textUnit } from "./record.ts";

/** Full life of the battery, days. */
const BATTERY_DAYS = 4380;

/** Volume in steps of ten litres. */
const VOLUME = 0x14;
const STEPS_PER_CUBIC_METRE = 100;

function cyble(place: MeterPlace, volume: LoadCounter): BuildingMeter["telegrams"] {
	return (time) => [
		{
			records: [
				record("bcd8", [0x78], Number(place.id)),
				{ dataField: "text", vib: textUnit(0x7c, "cust. ID"), value: place.place.slice(0, 10) },
				record("int32", [0x6d], localDateTime(time)),
				record("int16", textUnit(0x7c, "bat. time"), Math.max(0, BATTERY_DAYS - (time - place.since) / DAY_MS)),
				record("int32", [VOLUME], volume.total(time) * STEPS_PER_CUBIC_METRE),
				record("int32", [VOLUME | 0x80, 0x7f], 0),
				record("int32", [VOLUME], volume.total(yearStart(time)) * STEPS_PER_CUBIC_METRE, { storage: 1 }),
			],
			manufacturerData: Uint8Array.of(0x00, 0x04, 0x1f),
		},
	];
}

/** Cold water meter with a Cyble head, Itron: litres in steps of ten. */
export function coldWaterCyble(place: MeterPlace): BuildingMeter {
	const { id, seed, since, perYear } = place;
	const volume = loadCounter({ name: `cold ${id}`, seed, since, perYear, profile: "water", season: "slight" });
	return {
		kind: "cold-water",
		place: place.place,
		primary: place.primary,
		identity: { id, manufacturer: "ACW", version: 0x14, medium: 0x16, fabrication: id },
		telegrams: cyble(place, volume),
	};
}

/** Gas meter with a Cyble head, Itron. */
export function gasCyble(place: MeterPlace): BuildingMeter {
	const { id, seed, since, perYear } = place;
	const volume = loadCounter({ name: `gas ${id}`, seed, since, perYear, profile: "heating", season: "heating" });
	return {
		kind: "gas",
		place: place.place,
		primary: place.primary,
		identity: { id, manufacturer: "ACW", version: 0x14, medium: 0x03, fabrication: id },
		telegrams: cyble(place, volume),
	};
}

/** Warm water meter, Engelmann WaterStar: litres, with the readings of the set days. */
export function warmWaterStar(place: MeterPlace): BuildingMeter {
	const { id, seed, since, perYear } = place;
	const volume = loadCounter({ name: `warm ${id}`, seed, since, perYear, profile: "water", season: "slight" });
	return {
		kind: "warm-water",
		place: place.place,
		primary: place.primary,
		identity: { id, manufacturer: "EFE", version: 0x00, medium: 0x06, fabrication: id },
		telegrams: (time) => {
			const flow = Math.max(0, volume.rate(time) * (1 + 0.9 * drift(`flow ${id}`, time, 60_000)));
			const records = [
				record("int32", [0x78], Number(id)),
				record("int32", [0x6d], localDateTime(time)),
				record("int32", [0x13], volume.total(time) * 1000),
				record("int32", [0x13], volume.total(yearStart(time)) * 1000, { storage: 1 }),
				record("int32", [0x13], volume.total(monthStart(time)) * 1000, { storage: 2 }),
				record("int16", [0x6c], localDate(yearStart(time) - DAY_MS), { storage: 1 }),
				record("int16", [0x6c], localDate(yearStart(time, -1) - DAY_MS)),
				record("int32", [0x3b], flow * 1000),
				record("int32", [0x3b], 2070, { function: "maximum" }),
				record("int16", [0x23], (time - since) / DAY_MS),
				record("int8", [0xfd, 0x17], 0),
				record("int32", [0x90, 0x28], 8),
			];
			return [{ records }];
		},
	};
}
