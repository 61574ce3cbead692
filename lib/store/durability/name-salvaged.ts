import { Failure } from "../../model/failure.ts";
import { decodeChunk } from "../chunk/chunk-codec.ts";
import { chunkPlace } from "../chunk/chunk-place.ts";
import type { ChunkKey } from "../chunk/seal.ts";
import type { SeriesRows } from "../chunk/series-rows.ts";
import type { StoreDriver } from "../engine/store-driver.ts";

const SERIES_PER_BLOCK = 32;
const KEPT_AS_TEXT = "value IN ('text', 'decimal')";

/** What chunks say of a series whose name is lost. */
interface Nameless {
	readonly sid: number;
	readonly block: number;
	readonly exponent: number;
	readonly type: number;
	first: number | null;
	last: number | null;
}

function numbers(driver: StoreDriver, sql: string): number[] {
	return driver
		.prepare(sql)
		.all()
		.map((row) => Number(row["n"]));
}

/** Gives names to what is there and has lost its own, so that its values can be read and no new series gets hold of them. */
class Namer {
	readonly #target: StoreDriver;
	readonly #keys: readonly ChunkKey[];
	readonly #named: ReadonlySet<number>;
	readonly #ofTexts: ReadonlySet<number>;
	readonly #nameless = new Map<number, Nameless>();
	readonly #texts = new Set<number>();

	constructor(target: StoreDriver, keys: readonly ChunkKey[]) {
		this.#target = target;
		this.#keys = keys;
		this.#named = new Set(numbers(target, "SELECT sid AS n FROM series"));
		this.#ofTexts = new Set(numbers(target, `SELECT sid AS n FROM series WHERE ${KEPT_AS_TEXT}`));
	}

	/** Looks into every chunk. */
	readChunks(): void {
		for (const { k, b } of this.#target.prepare("SELECT k, b FROM chunk").iterate()) {
			if (!(b instanceof Uint8Array)) continue;
			for (const rows of this.#decoded(Number(k), b)) this.#note(rows, chunkPlace(Number(k)).block);
		}
	}

	/** Series that have only hot rows get blocks of their own. */
	readHot(): void {
		const used = [
			...numbers(this.#target, "SELECT coalesce(max(block), -1) AS n FROM series"),
			...numbers(this.#target, "SELECT DISTINCT k % 16777216 AS n FROM chunk"),
		];
		const free = used.reduce((most, block) => Math.max(most, block), -1) + 1;
		const sids = numbers(this.#target, "SELECT DISTINCT sid AS n FROM hot WHERE sid NOT IN (SELECT sid FROM series)");
		for (const [index, sid] of sids.filter((one) => !this.#nameless.has(one)).entries()) {
			const block = free + Math.floor(index / SERIES_PER_BLOCK);
			this.#nameless.set(sid, { sid, block, exponent: 0, type: 0, first: null, last: null });
		}
		const sql = `SELECT DISTINCT v AS n FROM hot JOIN series USING(sid) WHERE ${KEPT_AS_TEXT} AND v BETWEEN 0 AND 9007199254740991`;
		for (const id of numbers(this.#target, sql)) this.#texts.add(id);
	}

	write(): void {
		const target = this.#target;
		target.exec(`INSERT OR IGNORE INTO device(did, uid)
			SELECT DISTINCT did, 'salvaged-device-' || did FROM series WHERE did NOT IN (SELECT did FROM device)`);
		const device = target.prepare("INSERT OR IGNORE INTO device(uid) VALUES('salvaged-block-' || ?)");
		// All series of a block belong to one device.
		const series =
			target.prepare(`INSERT OR IGNORE INTO series(sid, did, datapoint, unit, exp, type, kind, block, quantity, first, last)
			SELECT ?1, coalesce((SELECT did FROM series WHERE block = ?2), (SELECT did FROM device WHERE uid = 'salvaged-block-' || ?2)),
				'series-' || ?1, '1', ?3, ?4, 'gauge', ?2, 'unknown', ?5, ?6`);
		const isNamed = target.prepare("SELECT 1 FROM series WHERE block = ?");
		for (const { sid, block, exponent, type, first, last } of this.#nameless.values()) {
			if (isNamed.get(block) === undefined) device.run(block);
			series.run(sid, block, exponent, type, first, last);
		}
		const text = target.prepare("INSERT OR IGNORE INTO text(id, s) VALUES(?1, 'lost text ' || ?1)");
		for (const id of this.#texts) text.run(id);
	}

	#decoded(k: number, blob: Uint8Array): SeriesRows[] {
		try {
			return decodeChunk(blob, { k, keys: this.#keys });
		} catch (error) {
			// What is sealed with another key keeps its secrets.
			if (error instanceof Failure) return [];
			throw error;
		}
	}

	#note({ sid, exponent, type, times, values }: SeriesRows, block: number): void {
		if (this.#ofTexts.has(sid)) for (const id of values) this.#texts.add(Number(id));
		if (this.#named.has(sid)) return;
		const known = this.#nameless.get(sid) ?? { sid, block, exponent, type, first: null, last: null };
		const [first = 0, last = 0] = [times[0], times.at(-1)];
		known.first = Math.min(known.first ?? first, first);
		known.last = Math.max(known.last ?? last, last);
		this.#nameless.set(sid, known);
	}
}

/** Names what a salvaged file holds without a name; `isWhole` where neither names nor texts were damaged, which spares a look into every chunk. */
export function nameSalvaged(target: StoreDriver, keys: readonly ChunkKey[], isWhole: boolean): void {
	const namer = new Namer(target, keys);
	if (!isWhole) namer.readChunks();
	namer.readHot();
	namer.write();
}
