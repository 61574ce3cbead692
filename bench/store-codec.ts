/**
 * Packs the reference park into chunks of days and of a month, in several variants, beside what Node itself offers for the same columns:
 * JSON with gzip, and v8.serialize with deflate. `node bench/store-codec.ts [--quick]`; exit status 1 where a limit is missed.
 */
import { deserialize, serialize } from "node:v8";
import { deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from "node:zlib";
import { decodeChunk, encodeChunk } from "../lib/store/chunk/chunk-codec.ts";
import type { SeriesRows } from "../lib/store/chunk/series-rows.ts";
import { PARK_VARIANTS, ParkTable, type ParkVariant } from "./park-variants.ts";
import { benchOptions, type Figure, report } from "./report.ts";

const DAY = 96;
const MONTH = 30 * DAY;
const METERS_TIMED = 15;
const ROUNDS = 5;

type Block = readonly SeriesRows[];

interface Codec {
	readonly name: string;
	readonly encode: (block: Block) => Uint8Array;
	readonly decode: (blob: Uint8Array) => unknown;
}

const OWN: Codec = {
	name: "chunk",
	encode: (block) => encodeChunk(block, { k: 1 }),
	decode: (blob) => decodeChunk(blob, { k: 1 }),
};

/** The times once, as all series of these blocks share them. */
function plain(block: Block) {
	return { times: block[0]?.times, columns: block.map(({ sid, exponent, values }) => ({ sid, exponent, values })) };
}

const PEERS: readonly Codec[] = [
	{
		name: "JSON + gzip",
		encode: (block) => {
			const { times, columns } = plain(block);
			const lists = columns.map((column) => ({ ...column, values: Array.from(column.values, Number) }));
			return gzipSync(JSON.stringify({ times: Array.from(times ?? []), columns: lists }), { level: 9 });
		},
		decode: (blob) => JSON.parse(gunzipSync(blob).toString()),
	},
	{
		name: "v8 + deflate",
		encode: (block) => deflateRawSync(serialize(plain(block)), { level: 9 }),
		decode: (blob) => deserialize(inflateRawSync(blob)),
	},
];

interface Measured {
	readonly bytes: number;
	/** Microseconds per reading. */
	readonly encodeUs: number;
	readonly decodeUs: number;
}

function readingsIn(blocks: readonly Block[]): number {
	return blocks.flat().reduce((sum, { times }) => sum + times.length, 0);
}

/** Of the processor, which others may use meanwhile. */
function cpuMs(job: () => void): number {
	const before = process.cpuUsage();
	job();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

function fastestMs(job: () => void): number {
	return Math.min(...Array.from({ length: ROUNDS }, () => cpuMs(job)));
}

function measure({ encode, decode }: Codec, blocks: readonly Block[]): Measured {
	const blobs = blocks.map(encode);
	const readings = readingsIn(blocks);
	const perReading = (ms: number) => (ms * 1000) / readings;
	return {
		bytes: blobs.reduce((sum, { length }) => sum + length, 0) / readings,
		encodeUs: perReading(fastestMs(() => void blocks.map(encode))),
		decodeUs: perReading(fastestMs(() => void blobs.map(decode))),
	};
}

/** One after the other: all together would fill the memory. */
function* blocksOf(table: ParkTable, variant: ParkVariant, ticks: number, meters = table.meters): Generator<Block> {
	for (let from = 0; from + ticks <= table.ticks; from += ticks) {
		for (let meter = 0; meter < meters; meter += 1) yield table.block(meter, variant, from, from + ticks);
	}
}

function bytesPerReading(blocks: Iterable<Block>): number {
	let [bytes, readings] = [0, 0];
	for (const block of blocks) {
		bytes += OWN.encode(block).length;
		readings += readingsIn([block]);
	}
	return bytes / readings;
}

/** Bytes per reading of a whole file, in chunks of days and of months. */
const WANTED = { day: 1.5, month: 1.05 };
/** Times to the millisecond are no fault of the format. */
const NOISY = 1.15;

function sizeFigures(table: ParkTable): Figure[] {
	return PARK_VARIANTS.flatMap((variant) => {
		const limit = variant.name === "ms of jitter" ? NOISY : 1;
		const day = bytesPerReading(blocksOf(table, variant, DAY));
		const month = bytesPerReading(blocksOf(table, variant, MONTH));
		return [
			{ name: `day, ${variant.name}`, measured: day, reference: WANTED.day, unit: "B/reading", limit },
			{ name: `month, ${variant.name}`, measured: month, reference: WANTED.month, unit: "B/reading", limit },
		];
	});
}

function peerFigures(name: string, own: Measured, blocks: readonly Block[]): Figure[] {
	return PEERS.flatMap((peer) => {
		const other = measure(peer, blocks);
		const against = `${name} : ${peer.name}`;
		return [
			{ name: `${against}, size`, measured: own.bytes, reference: other.bytes, unit: "B/reading", limit: 0.7 },
			{ name: `${against}, encode`, measured: own.encodeUs, reference: other.encodeUs, unit: "µs/reading", limit: 1.5 },
			{ name: `${against}, decode`, measured: own.decodeUs, reference: other.decodeUs, unit: "µs/reading", limit: 2 },
		];
	});
}

/** At least 2 M readings/s are packed and 10 M unpacked. */
function speedFigures(name: string, { encodeUs, decodeUs }: Measured): Figure[] {
	return [
		{ name: `${name}, encode`, measured: encodeUs, reference: 0.5, unit: "µs/reading", limit: 1 },
		{ name: `${name}, decode`, measured: decodeUs, reference: 0.1, unit: "µs/reading", limit: 1 },
	];
}

/** A year's chart of one series: of every day's chunk only its column is unpacked. */
function chartFigure(blocks: readonly Block[]): Figure {
	const blobs = blocks.slice(0, 365).map((block) => encodeChunk(block, { k: 1 }));
	const wanted = blocks.slice(0, 365).map((block) => new Set([block[3]?.sid ?? 0]));
	const ms = fastestMs(() => {
		for (const [index, blob] of blobs.entries()) decodeChunk(blob, { k: 1, sids: wanted[index] ?? new Set() });
	});
	const measured = (ms * 365) / blobs.length;
	return { name: "one column of 365 day chunks", measured, reference: 30, unit: "ms", limit: 1 };
}

const { quick } = benchOptions();
const table = new ParkTable(quick ? 25 : 250, MONTH);
const [aligned] = PARK_VARIANTS;
if (aligned === undefined) throw new Error("no variant");
const days = [...blocksOf(table, aligned, DAY, METERS_TIMED)];
const months = [...blocksOf(table, aligned, MONTH, METERS_TIMED)];
const [day, month] = [measure(OWN, days), measure(OWN, months)];
console.log(`${table.meters} meters × 10 values, every 15 minutes, 30 days; speeds with ${METERS_TIMED} of them`);
const figures = [
	...sizeFigures(table),
	...speedFigures("day", day),
	...speedFigures("month", month),
	chartFigure(days),
	...peerFigures("day", day, days),
	...peerFigures("month", month, months),
];
if (!report(figures)) process.exitCode = 1;
