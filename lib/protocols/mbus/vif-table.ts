import type { Quantity } from "../../model/quantity.ts";
import type { Unit } from "../../model/unit.ts";

/** One VIF, or a range of VIFs each of which is ten times the one before. */
export interface VifRow {
	readonly first: number;
	readonly last: number;
	readonly quantity: Quantity;
	readonly unit: Unit;
	/** Power of ten of `first`. */
	readonly exponent: number;
	/** Whole number that leads from the unit on the wire to `unit`, e.g. 3600 for hours in seconds. */
	readonly factor?: number;
	/** `date`: types F, G, I or J by the length of the data; `bytes`: no text; `level`: of a radio signal. */
	readonly kind?: "date" | "bytes" | "level";
	/** A number whose leading zeros belong to it. */
	readonly digits?: true;
	/** Bits or a code, so that 80…00 is a value like any other. */
	readonly bits?: true;
	/** Never negative (type C). */
	readonly unsigned?: true;
	readonly modifiers?: readonly string[];
}

/** EN 13757-3, table 10: primary VIFs. */
export const PRIMARY_VIFS = [
	{ first: 0x00, last: 0x07, quantity: "energy", unit: "Wh", exponent: -3 },
	{ first: 0x08, last: 0x0f, quantity: "energy", unit: "J", exponent: 0 },
	{ first: 0x10, last: 0x17, quantity: "volume", unit: "m³", exponent: -6 },
	{ first: 0x18, last: 0x1f, quantity: "mass", unit: "kg", exponent: -3 },
	{ first: 0x20, last: 0x20, quantity: "on-time", unit: "s", exponent: 0 },
	{ first: 0x21, last: 0x21, quantity: "on-time", unit: "s", exponent: 0, factor: 60 },
	{ first: 0x22, last: 0x22, quantity: "on-time", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x23, last: 0x23, quantity: "on-time", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x24, last: 0x24, quantity: "operating-time", unit: "s", exponent: 0 },
	{ first: 0x25, last: 0x25, quantity: "operating-time", unit: "s", exponent: 0, factor: 60 },
	{ first: 0x26, last: 0x26, quantity: "operating-time", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x27, last: 0x27, quantity: "operating-time", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x28, last: 0x2f, quantity: "power", unit: "W", exponent: -3 },
	{ first: 0x30, last: 0x37, quantity: "power", unit: "J/h", exponent: 0 },
	{ first: 0x38, last: 0x3f, quantity: "volume-flow", unit: "m³/h", exponent: -6 },
	{ first: 0x40, last: 0x47, quantity: "volume-flow", unit: "m³/min", exponent: -7 },
	{ first: 0x48, last: 0x4f, quantity: "volume-flow", unit: "m³/s", exponent: -9 },
	{ first: 0x50, last: 0x57, quantity: "mass-flow", unit: "kg/h", exponent: -3 },
	{ first: 0x58, last: 0x5b, quantity: "flow-temperature", unit: "°C", exponent: -3 },
	{ first: 0x5c, last: 0x5f, quantity: "return-temperature", unit: "°C", exponent: -3 },
	{ first: 0x60, last: 0x63, quantity: "temperature-difference", unit: "K", exponent: -3 },
	{ first: 0x64, last: 0x67, quantity: "external-temperature", unit: "°C", exponent: -3 },
	{ first: 0x68, last: 0x6b, quantity: "pressure", unit: "bar", exponent: -3 },
	{ first: 0x6c, last: 0x6c, quantity: "date", unit: "", exponent: 0, kind: "date" },
	{ first: 0x6d, last: 0x6d, quantity: "date-time", unit: "", exponent: 0, kind: "date" },
	{ first: 0x6e, last: 0x6e, quantity: "heat-cost", unit: "HCA", exponent: 0 },
	{ first: 0x70, last: 0x70, quantity: "averaging-duration", unit: "s", exponent: 0 },
	{ first: 0x71, last: 0x71, quantity: "averaging-duration", unit: "s", exponent: 0, factor: 60 },
	{ first: 0x72, last: 0x72, quantity: "averaging-duration", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x73, last: 0x73, quantity: "averaging-duration", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x74, last: 0x74, quantity: "actuality-duration", unit: "s", exponent: 0 },
	{ first: 0x75, last: 0x75, quantity: "actuality-duration", unit: "s", exponent: 0, factor: 60 },
	{ first: 0x76, last: 0x76, quantity: "actuality-duration", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x77, last: 0x77, quantity: "actuality-duration", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x78, last: 0x78, quantity: "fabrication-number", unit: "", exponent: 0, digits: true },
	{ first: 0x79, last: 0x79, quantity: "identification", unit: "", exponent: 0, digits: true },
	{ first: 0x7a, last: 0x7a, quantity: "bus-address", unit: "", exponent: 0, bits: true },
	{ first: 0x7e, last: 0x7e, quantity: "any", unit: "", exponent: 0 },
	{ first: 0x7f, last: 0x7f, quantity: "manufacturer-specific", unit: "", exponent: 0, bits: true },
] as const satisfies readonly VifRow[];

/** EN 13757-3, table 12: the VIF behind FD. */
export const FD_VIFS = [
	{ first: 0x00, last: 0x03, quantity: "credit", unit: "currency", exponent: -3 },
	{ first: 0x04, last: 0x07, quantity: "debit", unit: "currency", exponent: -3 },
	{ first: 0x08, last: 0x08, quantity: "access-number", unit: "", exponent: 0, bits: true },
	{ first: 0x09, last: 0x09, quantity: "medium", unit: "", exponent: 0, bits: true },
	{ first: 0x0a, last: 0x0a, quantity: "manufacturer", unit: "", exponent: 0, bits: true },
	{ first: 0x0b, last: 0x0b, quantity: "parameter-set", unit: "", exponent: 0, bits: true },
	{ first: 0x0c, last: 0x0c, quantity: "model", unit: "", exponent: 0, bits: true },
	{ first: 0x0d, last: 0x0d, quantity: "hardware-version", unit: "", exponent: 0, bits: true },
	{ first: 0x0e, last: 0x0e, quantity: "firmware-version", unit: "", exponent: 0, bits: true },
	{ first: 0x0f, last: 0x0f, quantity: "software-version", unit: "", exponent: 0, bits: true },
	{ first: 0x10, last: 0x10, quantity: "location", unit: "", exponent: 0, digits: true },
	{ first: 0x11, last: 0x11, quantity: "customer", unit: "", exponent: 0, digits: true },
	{ first: 0x12, last: 0x12, quantity: "access-code", unit: "", exponent: 0, digits: true, modifiers: ["user"] },
	{ first: 0x13, last: 0x13, quantity: "access-code", unit: "", exponent: 0, digits: true, modifiers: ["operator"] },
	{
		first: 0x14,
		last: 0x14,
		quantity: "access-code",
		unit: "",
		exponent: 0,
		digits: true,
		modifiers: ["system-operator"],
	},
	{ first: 0x15, last: 0x15, quantity: "access-code", unit: "", exponent: 0, digits: true, modifiers: ["developer"] },
	{ first: 0x16, last: 0x16, quantity: "password", unit: "", exponent: 0, digits: true },
	{ first: 0x17, last: 0x17, quantity: "error-flags", unit: "", exponent: 0, bits: true },
	{ first: 0x18, last: 0x18, quantity: "error-mask", unit: "", exponent: 0, bits: true },
	{ first: 0x19, last: 0x19, quantity: "security-key", unit: "", exponent: 0, bits: true, kind: "bytes" },
	{ first: 0x1a, last: 0x1a, quantity: "digital-output", unit: "", exponent: 0, bits: true },
	{ first: 0x1b, last: 0x1b, quantity: "digital-input", unit: "", exponent: 0, bits: true },
	{ first: 0x1c, last: 0x1c, quantity: "baud-rate", unit: "Bd", exponent: 0 },
	{ first: 0x1d, last: 0x1d, quantity: "response-delay", unit: "bit time", exponent: 0 },
	{ first: 0x1e, last: 0x1e, quantity: "retry", unit: "", exponent: 0 },
	{ first: 0x1f, last: 0x1f, quantity: "remote-control", unit: "", exponent: 0, bits: true },
	{ first: 0x20, last: 0x20, quantity: "first-storage", unit: "", exponent: 0 },
	{ first: 0x21, last: 0x21, quantity: "last-storage", unit: "", exponent: 0 },
	{ first: 0x22, last: 0x22, quantity: "storage-block-size", unit: "", exponent: 0 },
	{ first: 0x23, last: 0x23, quantity: "tariff-descriptor", unit: "", exponent: 0, bits: true },
	{ first: 0x24, last: 0x24, quantity: "storage-interval", unit: "s", exponent: 0 },
	{ first: 0x25, last: 0x25, quantity: "storage-interval", unit: "s", exponent: 0, factor: 60 },
	{ first: 0x26, last: 0x26, quantity: "storage-interval", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x27, last: 0x27, quantity: "storage-interval", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x28, last: 0x28, quantity: "storage-interval", unit: "month", exponent: 0 },
	{ first: 0x29, last: 0x29, quantity: "storage-interval", unit: "year", exponent: 0 },
	{ first: 0x2c, last: 0x2c, quantity: "duration-since-readout", unit: "s", exponent: 0 },
	{ first: 0x2d, last: 0x2d, quantity: "duration-since-readout", unit: "s", exponent: 0, factor: 60 },
	{ first: 0x2e, last: 0x2e, quantity: "duration-since-readout", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x2f, last: 0x2f, quantity: "duration-since-readout", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x30, last: 0x30, quantity: "tariff-start", unit: "", exponent: 0, kind: "date" },
	{ first: 0x31, last: 0x31, quantity: "tariff-duration", unit: "s", exponent: 0, factor: 60 },
	{ first: 0x32, last: 0x32, quantity: "tariff-duration", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x33, last: 0x33, quantity: "tariff-duration", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x34, last: 0x34, quantity: "tariff-period", unit: "s", exponent: 0 },
	{ first: 0x35, last: 0x35, quantity: "tariff-period", unit: "s", exponent: 0, factor: 60 },
	{ first: 0x36, last: 0x36, quantity: "tariff-period", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x37, last: 0x37, quantity: "tariff-period", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x38, last: 0x38, quantity: "tariff-period", unit: "month", exponent: 0 },
	{ first: 0x39, last: 0x39, quantity: "tariff-period", unit: "year", exponent: 0 },
	{ first: 0x3a, last: 0x3a, quantity: "dimensionless", unit: "", exponent: 0 },
	{ first: 0x3b, last: 0x3b, quantity: "container", unit: "", exponent: 0, bits: true, kind: "bytes" },
	{ first: 0x3c, last: 0x3c, quantity: "transmit-period", unit: "s", exponent: 0 },
	{ first: 0x3d, last: 0x3d, quantity: "transmit-period", unit: "s", exponent: 0, factor: 60 },
	{ first: 0x3e, last: 0x3e, quantity: "transmit-period", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x3f, last: 0x3f, quantity: "transmit-period", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x40, last: 0x4f, quantity: "voltage", unit: "V", exponent: -9 },
	{ first: 0x50, last: 0x5f, quantity: "current", unit: "A", exponent: -12 },
	{ first: 0x60, last: 0x60, quantity: "reset-counter", unit: "", exponent: 0 },
	{ first: 0x61, last: 0x61, quantity: "cumulation-counter", unit: "", exponent: 0 },
	{ first: 0x62, last: 0x62, quantity: "control-signal", unit: "", exponent: 0, bits: true },
	{ first: 0x63, last: 0x63, quantity: "weekday", unit: "", exponent: 0 },
	{ first: 0x64, last: 0x64, quantity: "week-number", unit: "", exponent: 0 },
	{ first: 0x65, last: 0x65, quantity: "day-change-time", unit: "", exponent: 0, kind: "date" },
	{ first: 0x66, last: 0x66, quantity: "parameter-state", unit: "", exponent: 0, bits: true },
	{ first: 0x67, last: 0x67, quantity: "supplier-information", unit: "", exponent: 0, bits: true },
	{ first: 0x68, last: 0x68, quantity: "duration-since-cumulation", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x69, last: 0x69, quantity: "duration-since-cumulation", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x6a, last: 0x6a, quantity: "duration-since-cumulation", unit: "month", exponent: 0 },
	{ first: 0x6b, last: 0x6b, quantity: "duration-since-cumulation", unit: "year", exponent: 0 },
	{ first: 0x6c, last: 0x6c, quantity: "battery-operating-time", unit: "s", exponent: 0, factor: 3600 },
	{ first: 0x6d, last: 0x6d, quantity: "battery-operating-time", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x6e, last: 0x6e, quantity: "battery-operating-time", unit: "month", exponent: 0 },
	{ first: 0x6f, last: 0x6f, quantity: "battery-operating-time", unit: "year", exponent: 0 },
	{ first: 0x70, last: 0x70, quantity: "battery-change-date", unit: "", exponent: 0, kind: "date" },
	{ first: 0x71, last: 0x71, quantity: "signal-strength", unit: "dBm", exponent: 0, kind: "level" },
	{ first: 0x72, last: 0x72, quantity: "daylight-saving", unit: "", exponent: 0, bits: true },
	{ first: 0x73, last: 0x73, quantity: "listening-window", unit: "", exponent: 0, bits: true, kind: "bytes" },
	{ first: 0x74, last: 0x74, quantity: "battery-remaining", unit: "s", exponent: 0, factor: 86400 },
	{ first: 0x75, last: 0x75, quantity: "meter-stops", unit: "", exponent: 0 },
	{
		first: 0x76,
		last: 0x76,
		quantity: "container",
		unit: "",
		exponent: 0,
		bits: true,
		kind: "bytes",
		modifiers: ["manufacturer"],
	},
] as const satisfies readonly VifRow[];

/** EN 13757-3, table 13: the VIF behind FD FD. */
export const FD_FD_VIFS = [
	{ first: 0x02, last: 0x02, quantity: "battery-remaining", unit: "month", exponent: 0 },
	{ first: 0x03, last: 0x03, quantity: "battery-remaining", unit: "year", exponent: 0 },
] as const satisfies readonly VifRow[];

/** 2^-12 = 244140625 × 10^-12, the resolution of most rating factors. */
const TWO_POW_12 = { exponent: -12, factor: 244140625, unsigned: true } as const;

/** EN 13757-3, table 14: the VIF behind FB, with the older meanings of codes that the standard has freed since. */
export const FB_VIFS = [
	{ first: 0x00, last: 0x01, quantity: "energy", unit: "Wh", exponent: 5 },
	{ first: 0x02, last: 0x03, quantity: "reactive-energy", unit: "varh", exponent: 3 },
	{ first: 0x04, last: 0x05, quantity: "apparent-energy", unit: "VAh", exponent: 3 },
	{ first: 0x06, last: 0x06, quantity: "coefficient-of-performance", unit: "", exponent: -1 },
	{ first: 0x08, last: 0x09, quantity: "energy", unit: "J", exponent: 8 },
	{ first: 0x0c, last: 0x0f, quantity: "energy", unit: "cal", exponent: 5 },
	{ first: 0x10, last: 0x11, quantity: "volume", unit: "m³", exponent: 2 },
	{ first: 0x14, last: 0x17, quantity: "reactive-power", unit: "var", exponent: 0 },
	{ first: 0x18, last: 0x19, quantity: "mass", unit: "kg", exponent: 5 },
	{ first: 0x1a, last: 0x1b, quantity: "humidity", unit: "%", exponent: -1 },
	{ first: 0x20, last: 0x20, quantity: "volume", unit: "ft³", exponent: 0 },
	{ first: 0x21, last: 0x21, quantity: "volume", unit: "ft³", exponent: -1 },
	{ first: 0x22, last: 0x23, quantity: "volume", unit: "gal", exponent: -1 },
	{ first: 0x24, last: 0x24, quantity: "volume-flow", unit: "gal/min", exponent: -3 },
	{ first: 0x25, last: 0x25, quantity: "volume-flow", unit: "gal/min", exponent: 0 },
	{ first: 0x26, last: 0x26, quantity: "volume-flow", unit: "gal/h", exponent: 0 },
	{ first: 0x28, last: 0x29, quantity: "power", unit: "W", exponent: 5 },
	{ first: 0x2a, last: 0x2a, quantity: "phase-angle", unit: "°", exponent: -1, modifiers: ["voltage-voltage"] },
	{ first: 0x2b, last: 0x2b, quantity: "phase-angle", unit: "°", exponent: -1, modifiers: ["voltage-current"] },
	{ first: 0x2c, last: 0x2f, quantity: "frequency", unit: "Hz", exponent: -3 },
	{ first: 0x30, last: 0x31, quantity: "power", unit: "J/h", exponent: 8 },
	{ first: 0x34, last: 0x37, quantity: "apparent-power", unit: "VA", exponent: 0 },
	{ first: 0x58, last: 0x5b, quantity: "flow-temperature", unit: "°F", exponent: -3 },
	{ first: 0x5c, last: 0x5f, quantity: "return-temperature", unit: "°F", exponent: -3 },
	{ first: 0x60, last: 0x63, quantity: "temperature-difference", unit: "°F", exponent: -3 },
	{ first: 0x64, last: 0x67, quantity: "external-temperature", unit: "°F", exponent: -3 },
	{ first: 0x68, last: 0x68, quantity: "rating-factor", unit: "", ...TWO_POW_12, modifiers: ["resulting"] },
	{ first: 0x69, last: 0x69, quantity: "rating-factor", unit: "", exponent: 0, modifiers: ["thermal-output"] },
	{ first: 0x6a, last: 0x6a, quantity: "rating-factor", unit: "", ...TWO_POW_12, modifiers: ["coupling"] },
	{ first: 0x6b, last: 0x6b, quantity: "rating-factor", unit: "", ...TWO_POW_12, modifiers: ["coupling-room-side"] },
	{ first: 0x6c, last: 0x6c, quantity: "rating-factor", unit: "", ...TWO_POW_12, modifiers: ["coupling-heater-side"] },
	{ first: 0x6d, last: 0x6d, quantity: "rating-factor", unit: "", ...TWO_POW_12, modifiers: ["low-temperature"] },
	{ first: 0x6e, last: 0x6e, quantity: "rating-factor", unit: "", ...TWO_POW_12, modifiers: ["display-scaling"] },
	{ first: 0x70, last: 0x73, quantity: "temperature-limit", unit: "°F", exponent: -3 },
	{ first: 0x74, last: 0x77, quantity: "temperature-limit", unit: "°C", exponent: -3 },
	{ first: 0x78, last: 0x7f, quantity: "power", unit: "W", exponent: -3, modifiers: ["cumulated-maximum"] },
] as const satisfies readonly VifRow[];

/** FB 23 of an electricity meter: the older phase angle between current and voltage instead of gallons. */
export const FB_23_ELECTRICITY = {
	first: 0x23,
	last: 0x23,
	quantity: "phase-angle",
	unit: "°",
	exponent: -1,
	modifiers: ["current-voltage"],
} as const satisfies VifRow;

/** Quantities of the units that meters are known to write as text behind VIF 7C. */
export const TEXT_UNITS = [
	{ text: "%RH", quantity: "humidity" },
	{ text: "% RH", quantity: "humidity" },
	{ text: "V", quantity: "voltage" },
	{ text: "A", quantity: "current" },
	{ text: "W", quantity: "power" },
	{ text: "kW", quantity: "power" },
	{ text: "Wh", quantity: "energy" },
	{ text: "kWh", quantity: "energy" },
	{ text: "Hz", quantity: "frequency" },
	{ text: "bar", quantity: "pressure" },
	{ text: "mbar", quantity: "pressure" },
] as const satisfies readonly { text: string; quantity: Quantity }[];
