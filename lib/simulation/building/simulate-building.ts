import { fraction } from "../seeded-random.ts";
import type { BuildingMeter } from "./building-meter.ts";
import { BUILDING, type BuildingRow } from "./building-table.ts";
import { UTC_OFFSET_MS } from "./house-time.ts";

/** Which building. */
export interface BuildingOptions {
	/** Another seed is another house with other consumption; 1 unless said otherwise. */
	readonly seed?: number;
	/** Primary address of the first meter; the others follow. 1 unless said otherwise. */
	readonly firstAddress?: number;
}

function rowMeters(row: BuildingRow, firstAddress: number, seed: number): BuildingMeter[] {
	return row.places.map((place, index) =>
		row.make({
			seed,
			place,
			primary: firstAddress + index,
			id: (row.firstId + index).toString().padStart(8, "0"),
			since: Date.parse(`${row.installed}T10:00:00Z`) - UTC_OFFSET_MS,
			perYear: row.perYear * (0.7 + 0.6 * fraction(`${place} ${row.firstId}`, seed)),
		}),
	);
}

/**
 * The demo building: 48 meters of nine kinds whose values are a pure function of seed, meter and time. Counters follow
 * the load of the hour, the weekday and the season and never go back, also over a restart.
 */
export function simulateBuilding({ seed = 1, firstAddress = 1 }: BuildingOptions = {}): BuildingMeter[] {
	const meters: BuildingMeter[] = [];
	for (const row of BUILDING) meters.push(...rowMeters(row, firstAddress + meters.length, seed));
	return meters;
}
