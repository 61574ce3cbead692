import type { Reading } from "../../../lib/model/reading.ts";

/** UTC ms of the first round. */
export const FIRST_ROUND = Date.UTC(2026, 0, 1);
/** Milliseconds between two rounds. */
export const ROUND_INTERVAL = 3 * 3_600_000;
const DEVICES = ["meter:1", "meter:2"];
const LATE_EVERY = 11;
const LATE_BY = 40;
const CORRECTED_EVERY = 50;
const CORRECTED_BY = 30;
const DIFFERENT_TEXTS = 40;

/** UTC ms of a round. */
export function roundTime(round: number): number {
	return FIRST_ROUND + round * ROUND_INTERVAL;
}

function values(round: number): Pick<Reading, "datapoint" | "quantity" | "unit" | "value" | "exact">[] {
	const big = 2n ** 60n + BigInt(round);
	return [
		{ datapoint: "energy", quantity: "energy", unit: "Wh", value: 1000 + round * 7 },
		{ datapoint: "power", quantity: "power", unit: "W", value: Math.round(5000 * Math.sin(round)) / 10 },
		// A finer resolution begins a segment of its own in the middle of everything.
		{ datapoint: "flow", quantity: "temperature", unit: "°C", value: round < 100 ? round : round + 0.125 },
		{ datapoint: "pulses", quantity: "count", unit: "", value: Number(big), exact: String(big) },
		{ datapoint: "ratio", quantity: "power-factor", unit: "", value: Math.PI * (round + 1) },
		{ datapoint: "pump", quantity: "state", unit: "", value: round % 3 === 0 },
		{ datapoint: "mode", quantity: "text", unit: "", value: `mode ${round % DIFFERENT_TEXTS}` },
	];
}

function late(round: number): Reading[] {
	if (round < LATE_BY || round % LATE_EVERY !== 0) return [];
	const time = roundTime(round - LATE_BY) + 500;
	return [
		{ ...{ device: "meter:1", datapoint: "power" }, quantity: "power", unit: "W", value: round, time, quality: "good" },
	];
}

/** What is read in a round: values of every type, and sometimes one from days ago. */
export function readingsOf(round: number): Reading[] {
	const own = DEVICES.flatMap((device, index) =>
		values(round).map((value) => ({ ...value, device, time: roundTime(round) + index, quality: "good" as const })),
	);
	return [...own, ...late(round)];
}

/** What a round corrects. */
export function correctionOf(round: number): Reading[] {
	if (round < CORRECTED_BY || round % CORRECTED_EVERY !== 0) return [];
	const [old] = readingsOf(round - CORRECTED_BY).filter(({ datapoint }) => datapoint === "energy");
	return old === undefined ? [] : [{ ...old, value: 5_000_000 + round, quality: "substituted" }];
}
