import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { PARK_COLUMNS, PARK_START } from "../lib/simulation/reference-park.ts";
import { MOMENTS_PER_DAY, ParkMoments } from "./park-moments.ts";
import { hasInflux, InfluxPeer } from "./peers/influx-peer.ts";
import { MeterwayPeer, seriesName } from "./peers/meterway-peer.ts";
import { PlainTablePeer } from "./peers/plain-table-peer.ts";
import { hasPostgres, PostgresPeer } from "./peers/postgres-peer.ts";
import type { StorePeer } from "./peers/store-peer.ts";
import { report } from "./report.ts";

const DAY = 86_400_000;
const YEAR = 365;
const CHARTS = 9;
const MEGABYTE = 1e6;

const { values: options } = parseArgs({
	options: {
		quick: { type: "boolean", default: false },
		/** Days of the long run; 420 are 100 million readings. */
		days: { type: "string" },
		/** Days that all peers keep, side by side; 0 for none. */
		compare: { type: "string" },
		meters: { type: "string", default: "250" },
	},
});
const days = Number(options.days ?? (options.quick ? 5 : 75));
const compared = Number(options.compare ?? (options.quick ? 1 : 4));
const meters = Number(options.meters);
const perDay = meters * PARK_COLUMNS.length * MOMENTS_PER_DAY;

/** Bytes that this process has caused to be written to the medium; 0 where the system does not say. */
function writtenBytes(): number {
	if (process.platform !== "linux") return 0;
	return Number(/write_bytes: (\d+)/.exec(readFileSync("/proc/self/io", "latin1"))?.[1] ?? 0);
}

async function medianMs(count: number, job: (round: number) => Promise<unknown>): Promise<number> {
	const times: number[] = [];
	for (let round = 0; round < count; round += 1) {
		const start = performance.now();
		await job(round);
		times.push(performance.now() - start);
	}
	return times.toSorted((a, b) => a - b)[count >>> 1] ?? Number.NaN;
}

/** Another series each time: none is warm. */
const seriesOf = (round: number) => ((7 + 31 * round) % meters) * PARK_COLUMNS.length;

async function comparePeer(peer: StorePeer): Promise<Record<string, string | number>> {
	const moments = new ParkMoments(meters);
	const start = performance.now();
	await peer.ingest(moments.days(compared));
	const ms = performance.now() - start - moments.ownMs;
	const bytes = await peer.bytes();
	const chart = await medianMs(CHARTS, (round) => peer.chart(seriesOf(round)));
	await peer.stop();
	const readings = compared * perDay;
	return {
		store: peer.name,
		"readings/s": Math.round((readings / ms) * 1000),
		"bytes/reading": Number((bytes / readings).toFixed(2)),
		[`chart of ${compared * MOMENTS_PER_DAY} points, ms`]: Number(chart.toFixed(2)),
	};
}

async function compare(): Promise<void> {
	console.log(`side by side: ${compared} days of ${meters * PARK_COLUMNS.length} series, every 15 minutes`);
	const rows = [await comparePeer(await MeterwayPeer.start()), await comparePeer(new PlainTablePeer())];
	if (hasPostgres()) rows.push(await comparePeer(new PostgresPeer()));
	if (hasInflux()) rows.push(await comparePeer(await InfluxPeer.start()));
	console.table(rows);
}

/** What the long run costs. */
async function fill(store: MeterwayPeer, bareBytes: number) {
	const moments = new ParkMoments(meters);
	// The ballast is written once in the life of a store.
	await store.log.maintain();
	const [start, written, processor] = [performance.now(), writtenBytes(), process.cpuUsage()];
	let memory = 0;
	for (let day = 0; day < days; day += 1) {
		await store.ingest(moments.days(1));
		memory = Math.max(memory, process.memoryUsage.rss() - bareBytes);
	}
	await store.settle();
	const ms = performance.now() - start - moments.ownMs;
	const { user, system } = process.cpuUsage(processor);
	return {
		ms,
		processorMs: (user + system) / 1000 - moments.ownMs,
		written: writtenBytes() - written,
		memory,
		blockedMs: Math.max(...store.blockedMs),
	};
}

/** Milliseconds for a chart of a whole year, from the charts of [from, to) in days of the run. */
async function chartMs(store: MeterwayPeer, from: number, to: number): Promise<number> {
	const [start, end] = [PARK_START + from * DAY, PARK_START + to * DAY];
	const ms = await medianMs(CHARTS, (round) => store.chartBetween(seriesName(seriesOf(round)), start, end));
	return ms * (YEAR / (to - from));
}

async function dayMs(store: MeterwayPeer): Promise<number> {
	const series = Array.from({ length: meters * PARK_COLUMNS.length }, (_, index) => seriesName(index));
	return await medianMs(3, (round) => {
		const from = PARK_START + (days - 1 - round) * DAY;
		return store.log.history({ series, from, to: from + DAY, step: "raw", zone: "UTC", aggregate: "last" });
	});
}

async function pagesMs(store: MeterwayPeer): Promise<number> {
	return await medianMs(3, async (round) => {
		const from = PARK_START + (days - 1 - round) * DAY;
		let count = 0;
		for await (const page of store.log.pages({ from, to: from + DAY })) count += page.length;
		if (count !== perDay) throw new Error(`${count} readings in a day of ${perDay}`);
	});
}

/** First day that is not in a month chunk: months are merged a week after their end. */
function firstOpenDay(): number {
	const closed = new Date(PARK_START + (days - 7) * DAY);
	return Math.max(0, (Date.UTC(closed.getUTCFullYear(), closed.getUTCMonth()) - PARK_START) / DAY);
}

async function run(): Promise<boolean> {
	const bare = process.memoryUsage.rss();
	const store = await MeterwayPeer.start();
	const { ms, processorMs, written, memory, blockedMs } = await fill(store, bare);
	const readings = days * perDay;
	const open = firstOpenDay();
	const bytes = await store.bytes();
	const rate = (readings / ms) * 1000;
	console.log(`one store: ${readings} readings in ${days} days, ${open} of them in chunks of months`);
	console.log(`${Math.round(rate)} readings/s, ${(bytes / readings).toFixed(3)} bytes each, ${written} bytes written`);
	const figures = [
		{ name: "time per 200 000 readings", measured: 200_000 / rate, reference: 1, unit: "s", limit: 1 },
		{ name: "the same, processor", measured: (processorMs / readings) * 200, reference: 1, unit: "s", limit: 1.2 },
		{ name: "written per day", measured: written / MEGABYTE / days, reference: 25, unit: "MB", limit: 1 },
		{ name: "bytes per reading", measured: bytes / readings, reference: 1.5, unit: "B", limit: 1 },
		{ name: "memory above the runtime", measured: memory / MEGABYTE, reference: 110, unit: "MB", limit: 1 },
		{ name: "main thread blocked at most", measured: blockedMs, reference: 10, unit: "ms", limit: 1 },
		{
			name: "year chart, day chunks",
			measured: await chartMs(store, open, days),
			reference: 100,
			unit: "ms",
			limit: 1,
		},
		{ name: "one day of all series", measured: await dayMs(store), reference: 60, unit: "ms", limit: 1 },
		{ name: "one day of all, as readings", measured: await pagesMs(store), reference: 1000, unit: "ms", limit: 1 },
	];
	if (open > 0) {
		const measured = await chartMs(store, 0, open);
		figures.push({ name: "year chart, month chunks", measured, reference: 15, unit: "ms", limit: 1 });
	}
	await store.stop();
	return report(figures);
}

if (compared > 0) await compare();
if (!(await run())) process.exitCode = 1;
