import type { Quantity } from "../../model/quantity.ts";
import type { Unit } from "../../model/unit.ts";

/** One range of unit codes of the fixed data structure, each code ten times the one before. */
export interface FixedUnitRow {
	readonly first: number;
	readonly last: number;
	readonly quantity: Quantity;
	readonly unit: Unit;
	/** Power of ten of `first`. */
	readonly exponent: number;
	/** `time`: hours, minutes, seconds; `day`: day, month, year. */
	readonly kind?: "time" | "day";
}

/** EN 1434-3:1997, physical units of the fixed data structure. */
export const FIXED_UNITS = [
	{ first: 0x00, last: 0x00, quantity: "time", unit: "", exponent: 0, kind: "time" },
	{ first: 0x01, last: 0x01, quantity: "date", unit: "", exponent: 0, kind: "day" },
	{ first: 0x02, last: 0x0a, quantity: "energy", unit: "Wh", exponent: 0 },
	{ first: 0x0b, last: 0x13, quantity: "energy", unit: "J", exponent: 3 },
	{ first: 0x14, last: 0x1c, quantity: "power", unit: "W", exponent: 0 },
	{ first: 0x1d, last: 0x25, quantity: "power", unit: "J/h", exponent: 3 },
	{ first: 0x26, last: 0x2e, quantity: "volume", unit: "m³", exponent: -6 },
	{ first: 0x2f, last: 0x37, quantity: "volume-flow", unit: "m³/h", exponent: -6 },
	{ first: 0x38, last: 0x38, quantity: "temperature", unit: "°C", exponent: -3 },
	{ first: 0x39, last: 0x39, quantity: "heat-cost", unit: "HCA", exponent: 0 },
	{ first: 0x3f, last: 0x3f, quantity: "dimensionless", unit: "", exponent: 0 },
] as const satisfies readonly FixedUnitRow[];

/** EN 1434-3:1997: media of the fixed data structure; A–E are 3, 4, 6, 7, 8 of meters that send the high byte first. */
export const FIXED_MEDIA = [
	{ code: 0x0, medium: 0x00 },
	{ code: 0x1, medium: 0x01 },
	{ code: 0x2, medium: 0x02 },
	{ code: 0x3, medium: 0x03 },
	{ code: 0x4, medium: 0x04 },
	{ code: 0x5, medium: 0x05 },
	{ code: 0x6, medium: 0x06 },
	{ code: 0x7, medium: 0x07 },
	{ code: 0x8, medium: 0x08 },
	{ code: 0x9, medium: 0x0f },
	{ code: 0xa, medium: 0x03 },
	{ code: 0xb, medium: 0x04 },
	{ code: 0xc, medium: 0x06 },
	{ code: 0xd, medium: 0x07 },
	{ code: 0xe, medium: 0x08 },
	{ code: 0xf, medium: 0x0f },
] as const satisfies readonly { code: number; medium: number }[];
