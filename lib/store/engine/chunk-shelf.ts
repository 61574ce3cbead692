import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { Failure } from "../../model/failure.ts";
import { decodeChunk, encodeChunk } from "../chunk/chunk-codec.ts";
import { type ChunkLevel, chunkKeyNumber, MOST_BLOCKS } from "../chunk/chunk-place.ts";
import type { ChunkKey } from "../chunk/seal.ts";
import type { SeriesRows } from "../chunk/series-rows.ts";
import type { StoreDriver, StoreStatement } from "./store-driver.ts";

const NONCE = 12;

/** The chunks of a file, read and written whole. */
export class ChunkShelf {
	readonly #key: ChunkKey | null;
	readonly #get: StoreStatement;
	readonly #put: StoreStatement;
	readonly #remove: StoreStatement;
	readonly #blocks: StoreStatement;
	readonly #count: StoreStatement;
	readonly #damaged = new Set<number>();

	constructor(driver: StoreDriver, key: ChunkKey | null) {
		this.#key = key;
		this.#get = driver.prepare("SELECT b, crc FROM chunk WHERE k = ?");
		this.#put = driver.prepare(`INSERT INTO chunk VALUES(?, 1, ?, ?, ?, ?, ?) ON CONFLICT(k) DO UPDATE
			SET rev = rev + 1, n = excluded.n, t0 = excluded.t0, t1 = excluded.t1, crc = excluded.crc, b = excluded.b`);
		this.#count = driver.prepare("SELECT n FROM chunk WHERE k = ?");
		this.#remove = driver.prepare("DELETE FROM chunk WHERE k = ?");
		this.#blocks = driver.prepare("SELECT k FROM chunk WHERE k >= ? AND k < ? ORDER BY k");
	}

	/** True where chunks are sealed with a key. */
	get isSealed(): boolean {
		return this.#key !== null;
	}

	/** Chunks that were found to be unreadable. */
	get damaged(): number {
		return this.#damaged.size;
	}

	/** Throws Failure `store-key` where the first or last chunk is sealed with another key than the one at hand. */
	checkKey(driver: StoreDriver): void {
		const { first, last } = driver.prepare("SELECT min(k) AS first, max(k) AS last FROM chunk").get() ?? {};
		for (const k of new Set([first, last])) if (typeof k === "number") this.read(k, new Set());
	}

	/** The series of a chunk, or those asked for; null where there is none. A damaged one is counted and empty; throws Failure `store-key`. */
	read(k: number, sids?: ReadonlySet<number>): SeriesRows[] | null {
		const row = this.#get.get(k);
		if (row === undefined) return null;
		const blob = row["b"];
		try {
			if (!(blob instanceof Uint8Array) || crc32(blob) !== Number(row["crc"])) throw new Failure("chunk", { k });
			const keys = this.#key === null ? [] : [this.#key];
			return decodeChunk(blob, sids === undefined ? { k, keys } : { k, keys, sids });
		} catch (error) {
			if (!(error instanceof Failure) || error.code !== "chunk") throw error;
			this.#damaged.add(k);
			return [];
		}
	}

	/** Writes a chunk, or replaces it by the next revision; inside a transaction. Without rows it is removed. */
	write(k: number, series: readonly SeriesRows[]): void {
		// What cannot be read now may be readable by other means later.
		if (this.#damaged.has(k)) throw new Failure("chunk", { k });
		const filled = series.filter(({ times }) => times.length > 0);
		if (filled.length === 0) {
			this.remove(k);
			return;
		}
		const seal = this.#key === null ? {} : { seal: { key: this.#key, nonce: randomBytes(NONCE) } };
		const blob = encodeChunk(filled, { k, ...seal });
		const count = filled.reduce((sum, { times }) => sum + times.length, 0);
		const first = Math.min(...filled.map(({ times }) => times[0] ?? 0));
		const last = Math.max(...filled.map(({ times }) => times.at(-1) ?? 0));
		this.#put.run(k, count, first, last, crc32(blob), blob);
	}

	/** Readings in these chunks, without opening them. */
	readingsIn(keys: readonly number[]): number {
		return keys.reduce((sum, k) => sum + Number(this.#count.get(k)?.["n"] ?? 0), 0);
	}

	/** Inside a transaction. */
	remove(k: number): void {
		this.#remove.run(k);
	}

	/** True where a chunk was found damaged: nothing is merged into it. */
	isDamaged(k: number): boolean {
		return this.#damaged.has(k);
	}

	/** Blocks that have a chunk of this period. */
	blocksOf(level: ChunkLevel, period: number): number[] {
		const first = chunkKeyNumber(level, period, 0);
		return this.#blocks.all(first, first + MOST_BLOCKS).map((row) => Number(row["k"]) - first);
	}
}
