import { checkLayout } from "../../lib/exports/check-layout.ts";
import { channelOf, type ExportChannel, type ExportContext } from "../../lib/exports/export-channel.ts";
import { writeExport } from "../../lib/exports/write-export.ts";
import type { Reading } from "../../lib/model/reading.ts";

/** A good reading of 1 kWh, changed as asked. */
export function sample(time: number | string, value: Reading["value"], more: Partial<Reading> = {}): Reading {
	return {
		device: "meter",
		datapoint: "energy",
		quantity: "energy",
		unit: "kWh",
		value,
		time: typeof time === "string" ? Date.parse(time) : time,
		quality: "good",
		...more,
	};
}

/** A channel of the sample meter. */
export function sampleChannel(datapoint = "energy", fields: Record<string, string> = {}): ExportChannel {
	return channelOf({ device: "meter", datapoint, quantity: "energy", unit: "kWh" }, fields);
}

/** Whole text of a layout given as JSON. */
export function exported(layout: object, readings: Iterable<Reading>, context: Partial<ExportContext> = {}): string {
	return [...writeExport(checkLayout({ file: "x", ...layout }), readings, { now: 0, ...context })].join("");
}

/** Readings on every step of [from, to), valued 0, 1, 2, … */
export function* everyStep(from: string, to: string, stepMs: number): Generator<Reading> {
	let value = 0;
	for (let time = Date.parse(from); time < Date.parse(to); time += stepMs) {
		yield sample(time, value);
		value += 1;
	}
}
