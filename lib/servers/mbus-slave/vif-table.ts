import type { Quantity } from "../../model/quantity.ts";

/** How readings of a unit are written (EN 13757-3, primary VIFs and extensions FB and FD). */
export interface VifRow {
	/** Only for these quantities; all where it is left out. */
	readonly quantities?: readonly Quantity[];
	/** Symbols and the power of ten that leads to the plain unit. */
	readonly units: Readonly<Record<string, number>>;
	/** VIF of the smallest power of ten; the following ones count upwards in its last byte. */
	readonly vif: readonly number[];
	readonly least: number;
	readonly most: number;
}

/** The first row that fits is taken. */
export const VIF_ROWS: readonly VifRow[] = [
	{ units: { Wh: 0, kWh: 3, MWh: 6 }, vif: [0x00], least: -3, most: 4 },
	{ units: { J: 0, kJ: 3, MJ: 6, GJ: 9 }, vif: [0x08], least: 0, most: 7 },
	{ units: { "m³": 0, l: -3 }, vif: [0x10], least: -6, most: 1 },
	{ units: { kg: 0, t: 3 }, vif: [0x18], least: -3, most: 4 },
	{ quantities: ["operating-time"], units: { s: 0 }, vif: [0x24], least: 0, most: 0 },
	{ quantities: ["operating-time"], units: { min: 0 }, vif: [0x25], least: 0, most: 0 },
	{ quantities: ["operating-time"], units: { h: 0 }, vif: [0x26], least: 0, most: 0 },
	{ quantities: ["operating-time"], units: { d: 0 }, vif: [0x27], least: 0, most: 0 },
	{ quantities: ["on-time"], units: { s: 0 }, vif: [0x20], least: 0, most: 0 },
	{ quantities: ["on-time"], units: { min: 0 }, vif: [0x21], least: 0, most: 0 },
	{ quantities: ["on-time"], units: { h: 0 }, vif: [0x22], least: 0, most: 0 },
	{ quantities: ["on-time"], units: { d: 0 }, vif: [0x23], least: 0, most: 0 },
	{ units: { W: 0, kW: 3, MW: 6 }, vif: [0x28], least: -3, most: 4 },
	{ units: { "m³/h": 0, "l/h": -3 }, vif: [0x38], least: -6, most: 1 },
	{ units: { "kg/h": 0 }, vif: [0x50], least: -3, most: 4 },
	{ quantities: ["flow-temperature"], units: { "°C": 0 }, vif: [0x58], least: -3, most: 0 },
	{ quantities: ["return-temperature"], units: { "°C": 0 }, vif: [0x5c], least: -3, most: 0 },
	{ quantities: ["temperature-difference"], units: { K: 0 }, vif: [0x60], least: -3, most: 0 },
	{ units: { "°C": 0 }, vif: [0x64], least: -3, most: 0 },
	{ units: { bar: 0, mbar: -3 }, vif: [0x68], least: -3, most: 0 },
	{ units: { HCA: 0 }, vif: [0x6e], least: 0, most: 0 },
	{ units: { V: 0 }, vif: [0xfd, 0x40], least: -9, most: 6 },
	{ units: { A: 0, mA: -3 }, vif: [0xfd, 0x50], least: -12, most: 3 },
	{ quantities: ["humidity"], units: { "%": 0 }, vif: [0xfb, 0x1a], least: -1, most: 0 },
	{ units: { Hz: 0 }, vif: [0xfb, 0x2c], least: -3, most: 0 },
	{ units: { "": 0 }, vif: [0xfd, 0x3a], least: 0, most: 0 },
];
