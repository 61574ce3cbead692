import { crc32 } from "node:zlib";
import { type ChunkLevel, chunkKeyNumber, chunkPlace, MOST_BLOCKS, periodStart } from "../chunk/chunk-place.ts";
import type { StoreDriver, StoreStatement } from "../engine/store-driver.ts";
import { readable } from "./read-damaged.ts";
import type { SlicedWriter } from "./sliced-writer.ts";

const LEVELS: readonly ChunkLevel[] = [0, 1];
/** A period beyond this (years since 1970) is part of the damage. */
const MOST_YEARS = 100;
const MOST_DAYS = 366 * MOST_YEARS;
/** Blocks are numbered without gaps; some of their names may be lost. */
const LOST_BLOCKS = 64;
/** Keys that are tried one by one. */
const MOST_TRIES = 20_000;

/** Collects keys into `found`; false where there was damage. */
function collect(source: StoreDriver, found: Set<number>, condition: string, ...parameters: number[]): boolean {
	for (const row of readable(source, `SELECT k FROM chunk ${condition}`, ...parameters)) {
		if (row === null) return false;
		found.add(Number(row["k"]));
	}
	return true;
}

/** Where the list itself is broken: period by period what lies between its readable ends, and in broken periods block by block. */
function collectBetween(source: StoreDriver, found: Set<number>, blocks: number): void {
	const places = [...found].map(chunkPlace).filter(({ period }) => period < MOST_DAYS);
	let tries = MOST_TRIES;
	for (const level of LEVELS) {
		const periods = places.filter((place) => place.level === level).map(({ period }) => period);
		const first = periods.reduce((least, period) => Math.min(least, period), Number.POSITIVE_INFINITY);
		const last = periods.reduce((most, period) => Math.max(most, period), Number.NEGATIVE_INFINITY);
		for (let period = first; period <= last; period += 1) {
			const start = chunkKeyNumber(level, period, 0);
			if (collect(source, found, "WHERE k >= ? AND k < ? ORDER BY k", start, start + blocks)) continue;
			for (let block = 0; block < blocks && tries > 0; block += 1) {
				tries -= 1;
				collect(source, found, "WHERE k = ?", start + block);
			}
		}
	}
}

/** Numbers of blocks that may be damage themselves: no more than there could be. */
function blockCount(known: ReadonlySet<number>, target: StoreDriver): number {
	const named = target.prepare("SELECT DISTINCT block FROM series").all();
	const used = [...known].map((k) => chunkPlace(k).block);
	const all = new Set([...named.map(({ block }) => Number(block)), ...used]);
	const highest = Array.from(all).reduce((most, block) => Math.max(most, block), 0);
	return Math.min(highest + 1, 2 * all.size + LOST_BLOCKS, MOST_BLOCKS);
}

function chunkKeys(source: StoreDriver, target: StoreDriver): { readonly keys: number[]; readonly isBroken: boolean } {
	const found = new Set<number>();
	if (collect(source, found, "ORDER BY k")) return { keys: [...found], isBroken: false };
	collect(source, found, "ORDER BY k DESC");
	collectBetween(source, found, blockCount(found, target));
	return { keys: [...found], isBroken: true };
}

function startOf(k: number): number {
	const { level, period } = chunkPlace(k);
	return periodStart(level, period);
}

function copyChunk(source: StoreDriver, insert: StoreStatement, k: number, writer: SlicedWriter): boolean {
	for (const row of readable(source, "SELECT k, rev, n, t0, t1, crc, b FROM chunk WHERE k = ?", k)) {
		const blob = row?.["b"];
		if (row === null || !(blob instanceof Uint8Array) || crc32(blob) !== Number(row["crc"])) return false;
		const { rev = 0, n = 0, t0 = 0, t1 = 0, crc = 0 } = row;
		return writer.write(blob.length, () => Number(insert.run(k, rev, n, t0, t1, crc, blob).changes) > 0);
	}
	return false;
}

/** Copies every chunk that is whole, the newest first, as there may not be room for all; the number of those that could not be copied. */
export function copyChunks(source: StoreDriver, target: StoreDriver, writer: SlicedWriter): number {
	const { keys, isBroken } = chunkKeys(source, target);
	const insert = target.prepare("INSERT OR IGNORE INTO chunk(k, rev, n, t0, t1, crc, b) VALUES(?, ?, ?, ?, ?, ?, ?)");
	const newestFirst = keys.toSorted((one, other) => startOf(other) - startOf(one));
	const lost = newestFirst.filter((k) => !copyChunk(source, insert, k, writer)).length;
	// What a broken list does not name is lost as well, though nobody knows how much it is.
	return isBroken ? Math.max(1, lost) : lost;
}
