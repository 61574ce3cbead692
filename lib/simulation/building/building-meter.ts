import type { SimulatedMeter } from "../simulated-meter.ts";

/** What a meter of the building measures. */
export type MeterKind =
	| "heat"
	| "cooling"
	| "cold-water"
	| "warm-water"
	| "electricity"
	| "gas"
	| "heat-cost"
	| "room"
	| "pulse";

/** A meter of the simulated building. */
export interface BuildingMeter extends SimulatedMeter {
	readonly kind: MeterKind;
	/** Where it is, for people: `Flat 3`, `Boiler room`. */
	readonly place: string;
}

/** What one meter is built from. */
export interface MeterPlace {
	readonly seed: number;
	readonly primary: number;
	readonly id: string;
	readonly place: string;
	/** UTC milliseconds of its installation. */
	readonly since: number;
	/** Mean amount of a year in the unit of its kind: kWh, m³, or units. */
	readonly perYear: number;
}

/** Makes one kind of meter at a place. */
export type MeterMaker = (place: MeterPlace) => BuildingMeter;
