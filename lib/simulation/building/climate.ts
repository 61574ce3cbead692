import { fraction } from "../seeded-random.ts";
import { DAY_MS, HOUR_MS, UTC_OFFSET_MS, YEAR_MS } from "./house-time.ts";

const COLDEST_DAY = Date.UTC(2000, 0, 16);
/** Warmest hour of a day, local time. */
const WARMEST_HOUR = 15;

/** Chance that moves smoothly: −1 … 1, a new value every `periodMs`, straight lines between. */
export function drift(name: string, time: number, periodMs: number): number {
	const step = Math.floor(time / periodMs);
	const rest = time / periodMs - step;
	return 2 * (fraction(name, step) * (1 - rest) + fraction(name, step + 1) * rest) - 1;
}

function dayWave(time: number): number {
	const hour = ((time + UTC_OFFSET_MS) % DAY_MS) / HOUR_MS;
	return Math.cos((2 * Math.PI * (hour - WARMEST_HOUR)) / 24);
}

function yearWave(time: number): number {
	return -Math.cos((2 * Math.PI * (time - COLDEST_DAY)) / YEAR_MS);
}

/** Temperature outside in °C: about 0 in winter and 19 in summer, warmest in the afternoon. */
export function outdoorTemperature(time: number): number {
	return 9.5 + 9.5 * yearWave(time) + 4 * dayWave(time) + 3 * drift("weather", time, 2 * DAY_MS);
}

/** Temperature of a room in °C: around 21, a little warmer in summer and in the afternoon. */
export function roomTemperature(room: string, time: number): number {
	return 21.2 + 1.2 * yearWave(time) + 0.7 * dayWave(time) + 0.6 * drift(room, time, 3 * HOUR_MS);
}

/** Relative humidity of a room in %: 35 in winter … 55 in summer. */
export function roomHumidity(room: string, time: number): number {
	return 45 + 9 * yearWave(time) - 2 * dayWave(time) + 4 * drift(`${room} humidity`, time, 2 * HOUR_MS);
}

/** Temperature of the heating water in °C: the colder it is outside, the warmer. */
export function flowTemperature(name: string, time: number): number {
	return Math.max(34, 66 - 1.25 * outdoorTemperature(time) + 2 * drift(name, time, 20 * 60_000));
}
