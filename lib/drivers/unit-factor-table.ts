/**
 * Units that can be turned into one another: `base = (value + offset) × numerator / denominator`.
 * Exact by definition: 1 Wh = 3600 J, 1 cal (IT) = 4.1868 J, 1 ft³ = 0.028316846592 m³, 1 gal (US) = 0.003785411784 m³.
 */
export const UNIT_FACTORS = [
	{ unit: "J", dimension: "energy", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "kJ", dimension: "energy", numerator: 1_000n, denominator: 1n, offset: 0n },
	{ unit: "MJ", dimension: "energy", numerator: 1_000_000n, denominator: 1n, offset: 0n },
	{ unit: "GJ", dimension: "energy", numerator: 1_000_000_000n, denominator: 1n, offset: 0n },
	{ unit: "Wh", dimension: "energy", numerator: 3_600n, denominator: 1n, offset: 0n },
	{ unit: "kWh", dimension: "energy", numerator: 3_600_000n, denominator: 1n, offset: 0n },
	{ unit: "MWh", dimension: "energy", numerator: 3_600_000_000n, denominator: 1n, offset: 0n },
	{ unit: "cal", dimension: "energy", numerator: 41_868n, denominator: 10_000n, offset: 0n },
	{ unit: "varh", dimension: "reactive-energy", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "kvarh", dimension: "reactive-energy", numerator: 1_000n, denominator: 1n, offset: 0n },
	{ unit: "VAh", dimension: "apparent-energy", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "kVAh", dimension: "apparent-energy", numerator: 1_000n, denominator: 1n, offset: 0n },
	{ unit: "J/h", dimension: "power", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "W", dimension: "power", numerator: 3_600n, denominator: 1n, offset: 0n },
	{ unit: "kW", dimension: "power", numerator: 3_600_000n, denominator: 1n, offset: 0n },
	{ unit: "MW", dimension: "power", numerator: 3_600_000_000n, denominator: 1n, offset: 0n },
	{ unit: "var", dimension: "reactive-power", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "kvar", dimension: "reactive-power", numerator: 1_000n, denominator: 1n, offset: 0n },
	{ unit: "VA", dimension: "apparent-power", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "kVA", dimension: "apparent-power", numerator: 1_000n, denominator: 1n, offset: 0n },
	{ unit: "m³", dimension: "volume", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "l", dimension: "volume", numerator: 1n, denominator: 1_000n, offset: 0n },
	{ unit: "ft³", dimension: "volume", numerator: 28_316_846_592n, denominator: 1_000_000_000_000n, offset: 0n },
	{ unit: "gal", dimension: "volume", numerator: 3_785_411_784n, denominator: 1_000_000_000_000n, offset: 0n },
	{ unit: "m³/h", dimension: "volume-flow", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "m³/min", dimension: "volume-flow", numerator: 60n, denominator: 1n, offset: 0n },
	{ unit: "m³/s", dimension: "volume-flow", numerator: 3_600n, denominator: 1n, offset: 0n },
	{ unit: "l/h", dimension: "volume-flow", numerator: 1n, denominator: 1_000n, offset: 0n },
	{ unit: "gal/h", dimension: "volume-flow", numerator: 3_785_411_784n, denominator: 1_000_000_000_000n, offset: 0n },
	{
		unit: "gal/min",
		dimension: "volume-flow",
		numerator: 60n * 3_785_411_784n,
		denominator: 1_000_000_000_000n,
		offset: 0n,
	},
	{ unit: "kg", dimension: "mass", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "t", dimension: "mass", numerator: 1_000n, denominator: 1n, offset: 0n },
	{ unit: "°C", dimension: "temperature", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "°F", dimension: "temperature", numerator: 5n, denominator: 9n, offset: -32n },
	{ unit: "bar", dimension: "pressure", numerator: 1_000n, denominator: 1n, offset: 0n },
	{ unit: "mbar", dimension: "pressure", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "A", dimension: "current", numerator: 1_000n, denominator: 1n, offset: 0n },
	{ unit: "mA", dimension: "current", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "s", dimension: "duration", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "min", dimension: "duration", numerator: 60n, denominator: 1n, offset: 0n },
	{ unit: "h", dimension: "duration", numerator: 3_600n, denominator: 1n, offset: 0n },
	{ unit: "d", dimension: "duration", numerator: 86_400n, denominator: 1n, offset: 0n },
	{ unit: "month", dimension: "calendar", numerator: 1n, denominator: 1n, offset: 0n },
	{ unit: "year", dimension: "calendar", numerator: 12n, denominator: 1n, offset: 0n },
] as const satisfies readonly UnitFactor[];

/** One row: how a unit relates to the base unit of its dimension. */
export interface UnitFactor {
	readonly unit: string;
	readonly dimension: string;
	readonly numerator: bigint;
	readonly denominator: bigint;
	readonly offset: bigint;
}
