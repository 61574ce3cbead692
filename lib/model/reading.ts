import type { FailureCode } from "./failure.ts";
import type { Quantity } from "./quantity.ts";
import type { Unit } from "./unit.ts";

/** How far a reading can be trusted. */
export type Quality = "good" | "uncertain" | "bad" | "estimated" | "substituted" | "backfilled";

/** One value of one datapoint of one device: the only thing that travels on the wires of Meterway. */
export interface Reading {
	/** Stable id of the device, e.g. `mbus:KAM-12345678-35-04` (maker, id, version, medium). */
	readonly device: string;
	/** Name within the device, without a unit: `energy`, `energy@2` (storage 2), `volume-flow-max`. */
	readonly datapoint: string;
	readonly quantity: Quantity;
	/** The unit's symbol; empty for a number without one. */
	readonly unit: Unit;
	/** Null whenever the quality is `bad`. */
	readonly value: number | boolean | string | null;
	/** Exact decimal text where `value` as a double would lose digits. */
	readonly exact?: string;
	/** UTC milliseconds at which the gateway obtained the value. */
	readonly time: number;
	/** UTC milliseconds of the device's own time stamp. */
	readonly deviceTime?: number;
	readonly quality: Quality;
	/** Why the quality is not `good`. */
	readonly reason?: FailureCode;
	/** Exact decimal text, in the reading's unit: where this counter begins again at zero (`100000` for 99999.999 m³). Absent for what is no counter or never rolls over. */
	readonly modulus?: string;
	/** Fabrication number of the meter behind a device id that outlives it; another one means that the meter was exchanged. */
	readonly meter?: string;
	/** Id of the telegram the value came from. */
	readonly raw?: string;
}
