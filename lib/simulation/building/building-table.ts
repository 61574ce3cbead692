import type { MeterMaker } from "./building-meter.ts";
import { kamstrupElectricity, singlePhase, tariffMeter, threePhase } from "./electricity-meters.ts";
import { brokenSensostar, itronCf, multicalCooling, sensostar, supercal } from "./heat-meters.ts";
import { heatCostAllocator, pulseCounter, roomSensor } from "./room-and-pulse-meters.ts";
import { coldWaterCyble, gasCyble, warmWaterStar } from "./water-and-gas-meters.ts";

/** Meters of one kind: a row of the building. */
export interface BuildingRow {
	readonly make: MeterMaker;
	/** Id of the first; the others follow as a house gets them delivered. */
	readonly firstId: number;
	/** Day of installation. */
	readonly installed: string;
	/** Mean amount of a year: kWh, m³, or units. */
	readonly perYear: number;
	readonly places: readonly string[];
}

/** The building: a house with eight flats, an office, a boiler room and a cooled server room. */
export const BUILDING = [
	{
		make: sensostar,
		firstId: 24_083_311,
		installed: "2021-06-15",
		perYear: 7800,
		places: ["Flat 1", "Flat 2", "Flat 3", "Flat 4", "Flat 5", "Flat 6", "Flat 7"],
	},
	{ make: brokenSensostar, firstId: 24_083_318, installed: "2021-06-15", perYear: 6900, places: ["Flat 8"] },
	{
		make: itronCf,
		firstId: 11_100_191,
		installed: "2019-09-02",
		perYear: 31_000,
		places: ["Heating north", "Heating south", "Ventilation", "Office heating"],
	},
	{
		make: supercal,
		firstId: 8_420_624,
		installed: "2019-09-02",
		perYear: 118_000,
		places: ["Boiler room", "Warm water store"],
	},
	{
		make: multicalCooling,
		firstId: 80_127_667,
		installed: "2020-04-20",
		perYear: 9400,
		places: ["Server room", "Office cooling", "Meeting room"],
	},
	{
		make: coldWaterCyble,
		firstId: 10_020_381,
		installed: "2020-02-10",
		perYear: 74,
		places: ["Flat 1", "Flat 2", "Flat 3", "Flat 4", "Flat 5", "Flat 6", "Flat 7"],
	},
	{
		make: warmWaterStar,
		firstId: 29_900_254,
		installed: "2021-06-15",
		perYear: 27,
		places: ["Flat 1", "Flat 2", "Flat 3", "Flat 4", "Flat 5"],
	},
	{ make: gasCyble, firstId: 10_031_587, installed: "2020-02-10", perYear: 14_600, places: ["Boiler 1", "Boiler 2"] },
	{
		make: (place) => threePhase(place, "office"),
		firstId: 40_117_702,
		installed: "2022-01-24",
		perYear: 21_500,
		places: ["Main supply", "Office", "Lift", "Heat pump"],
	},
	{
		make: tariffMeter,
		firstId: 1_204_420,
		installed: "2022-01-24",
		perYear: 38_000,
		places: ["House connection", "Roof"],
	},
	{
		make: singlePhase,
		firstId: 30_100_608,
		installed: "2020-02-10",
		perYear: 2350,
		places: ["Flat 1", "Flat 2", "Flat 3"],
	},
	{ make: kamstrupElectricity, firstId: 14_839_120, installed: "2020-02-10", perYear: 1100, places: ["Stairs"] },
	{
		make: heatCostAllocator,
		firstId: 3_010_101,
		installed: "2022-01-24",
		perYear: 2600,
		places: ["Office 1", "Office 2", "Office 3"],
	},
	{
		make: roomSensor,
		firstId: 54_000_834,
		installed: "2023-03-01",
		perYear: 0,
		places: ["Office 1", "Office 2", "Meeting room"],
	},
	{ make: pulseCounter, firstId: 400, installed: "2023-03-01", perYear: 43_000, places: ["Garden"] },
] as const satisfies readonly BuildingRow[];
