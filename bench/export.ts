import { channelsOf } from "../lib/exports/export-channel.ts";
import type { Layout } from "../lib/exports/layout.ts";
import { presetLayout } from "../lib/exports/preset.ts";
import { writeExport } from "../lib/exports/write-export.ts";
import type { Reading } from "../lib/model/reading.ts";

const ROWS = 1_000_000;
const METERS = 250;
const ROUNDS = 3;
const START = Date.UTC(2026, 0, 1);

/** Readings of a site, made as they are asked for: every meter has its own time in a round. */
function* readings(rows: number): Generator<Reading> {
	for (let row = 0; row < rows; row += 1) {
		const meter = row % METERS;
		const round = Math.floor(row / METERS);
		yield {
			device: DEVICES[meter] ?? "",
			datapoint: "energy",
			quantity: "energy",
			unit: "kWh",
			value: (meter * 1000 + round) / 8,
			time: START + round * 900_000 + meter * 137,
			quality: "good",
		};
	}
}

const DEVICES = Array.from({ length: METERS }, (_, meter) => `mbus:KAM-${String(10_000_000 + meter)}-35-04`);

/** What one writes first: parts joined row by row, local time from a formatter. */
function naive(rows: Iterable<Reading>): number {
	const format = new Intl.DateTimeFormat("sv-SE", {
		timeZone: "Europe/Berlin",
		dateStyle: "short",
		timeStyle: "medium",
	});
	let length = 0;
	for (const { time, device, datapoint, value, unit, quality } of rows) {
		const cells = [format.format(time), device, device, datapoint, datapoint, String(value), unit, quality];
		const line = cells.map((cell) => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(";");
		length += line.length + 2;
	}
	return length;
}

function written(layout: Layout, rows: Iterable<Reading>): number {
	const channels = channelsOf(readings(METERS));
	let length = 0;
	for (const chunk of writeExport(layout, rows, { now: START, timeZone: "Europe/Berlin", channels })) {
		length += Buffer.byteLength(chunk);
	}
	return length;
}

function best(job: () => number): number {
	const times = Array.from({ length: ROUNDS }, () => {
		const start = performance.now();
		job();
		return performance.now() - start;
	});
	return Math.min(...times);
}

function report(name: string, rows: number, ms: number, baseline: number): void {
	const perSecond = (rows / ms) * 1000;
	const ratio = (baseline / ROWS) * (rows / ms);
	console.log(`${name.padEnd(14)} ${(perSecond / 1e6).toFixed(2)} M rows/s   ${ratio.toFixed(1)} × naive`);
}

const baseline = best(() => naive(readings(ROWS / 10))) * 10;
report("naive", ROWS, baseline, baseline);
for (const preset of ["csv-long", "german-long", "xml"]) {
	const layout = presetLayout(preset);
	const ms = best(() => written(layout, readings(ROWS)));
	report(preset, ROWS, ms, baseline);
}
const before = process.memoryUsage.rss();
written(presetLayout("csv-long"), readings(4 * ROWS));
console.log(`memory growth over ${4 * ROWS} rows: ${((process.memoryUsage.rss() - before) / 2 ** 20).toFixed(0)} MiB`);
