/** How a load is spread over a day: 24 weights from midnight, for working days and for weekends. Their mean does not matter. */
export interface LoadProfile {
	readonly name: string;
	readonly weekday: readonly number[];
	readonly weekend: readonly number[];
}

/** Load profiles of a house, with morning and evening peaks. */
export const LOAD_PROFILES = [
	{
		name: "heating",
		weekday: [5, 5, 5, 6, 8, 12, 15, 14, 11, 9, 8, 8, 8, 8, 8, 9, 10, 12, 13, 13, 12, 10, 7, 5],
		weekend: [5, 5, 5, 5, 6, 8, 11, 14, 14, 12, 11, 10, 10, 9, 9, 10, 11, 12, 13, 13, 12, 11, 8, 6],
	},
	{
		name: "water",
		weekday: [1, 1, 1, 1, 2, 7, 16, 18, 12, 7, 6, 7, 9, 7, 6, 6, 8, 12, 14, 13, 10, 8, 5, 2],
		weekend: [2, 1, 1, 1, 1, 2, 5, 10, 16, 18, 15, 13, 13, 10, 8, 8, 9, 11, 13, 13, 11, 9, 6, 3],
	},
	{
		name: "household",
		weekday: [4, 3, 3, 3, 3, 4, 8, 9, 7, 6, 6, 7, 9, 7, 6, 6, 8, 12, 15, 16, 14, 11, 8, 5],
		weekend: [5, 4, 3, 3, 3, 3, 5, 7, 10, 11, 11, 12, 13, 11, 9, 9, 10, 12, 14, 15, 14, 12, 9, 6],
	},
	{
		name: "office",
		weekday: [3, 3, 3, 3, 3, 4, 7, 12, 16, 18, 18, 18, 16, 17, 18, 17, 15, 11, 7, 5, 4, 3, 3, 3],
		weekend: [3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3],
	},
	{
		name: "cooling",
		weekday: [3, 2, 2, 2, 2, 2, 3, 4, 6, 9, 12, 15, 17, 19, 20, 20, 18, 15, 12, 9, 7, 5, 4, 3],
		weekend: [2, 2, 2, 1, 1, 1, 1, 2, 3, 4, 6, 8, 9, 10, 10, 10, 9, 8, 6, 5, 4, 3, 3, 2],
	},
] as const satisfies readonly LoadProfile[];

/** Name of a load profile. */
export type LoadProfileName = (typeof LOAD_PROFILES)[number]["name"];

/** How a load changes over the year: `base` + `swing` × cos, warmest or coldest in the middle of January. */
export const SEASONS = {
	none: { base: 1, swing: 0 },
	slight: { base: 1, swing: 0.15 },
	heating: { base: 1.02, swing: 0.98 },
	cooling: { base: 1.03, swing: -0.97 },
} as const satisfies Readonly<Record<string, { base: number; swing: number }>>;

/** Name of a season. */
export type SeasonName = keyof typeof SEASONS;
