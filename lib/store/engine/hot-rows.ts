import type { SeriesRows } from "../chunk/series-rows.ts";
import { noRows, type RowIdentity } from "./rows.ts";
import type { SqlRow, StoreDriver, StoreStatement } from "./store-driver.ts";

const FIRST_ROOM = 16;
/** Rows that are asked for by number; more are picked from all. */
const MOST_NAMED = 500;
// Halves of 32 bits: SQLite's 64-bit numbers do not all fit a Number.
const COLUMNS = "SELECT ts, sid, v & 4294967295 AS low, v >> 32 AS high, q FROM hot WHERE ts >= ? AND ts < ?";

/** Rows of one segment, growing. */
class Gathered {
	readonly #identity: RowIdentity;
	#times = new Float64Array(FIRST_ROOM);
	#low = new Uint32Array(FIRST_ROOM);
	#high = new Int32Array(FIRST_ROOM);
	#quality = new Uint32Array(FIRST_ROOM);
	#length = 0;

	constructor(identity: RowIdentity) {
		this.#identity = identity;
	}

	add(row: SqlRow): void {
		if (this.#length === this.#times.length) this.#grow();
		this.#times[this.#length] = Number(row["ts"]);
		this.#low[this.#length] = Number(row["low"]);
		this.#high[this.#length] = Number(row["high"]);
		this.#quality[this.#length] = Number(row["q"]);
		this.#length += 1;
	}

	rows(): SeriesRows {
		const { sid, exponent, type } = this.#identity;
		const length = this.#length;
		const [times, quality] = [this.#times.slice(0, length), this.#quality.slice(0, length)];
		return { sid, exponent, type, times, values: this.#values(), quality };
	}

	#values(): Float64Array | BigInt64Array {
		const [low, high, length] = [this.#low, this.#high, this.#length];
		if (this.#identity.type === 0) {
			return Float64Array.from({ length }, (_, index) => (high[index] ?? 0) * 2 ** 32 + (low[index] ?? 0));
		}
		return BigInt64Array.from({ length }, (_, index) => (BigInt(high[index] ?? 0) << 32n) | BigInt(low[index] ?? 0));
	}

	#grow(): void {
		const room = 2 * this.#times.length;
		const [times, low] = [new Float64Array(room), new Uint32Array(room)];
		const [high, quality] = [new Int32Array(room), new Uint32Array(room)];
		times.set(this.#times);
		low.set(this.#low);
		high.set(this.#high);
		quality.set(this.#quality);
		[this.#times, this.#low, this.#high, this.#quality] = [times, low, high, quality];
	}
}

/** Reads the rows that are not yet in chunks. */
export class HotRows {
	readonly #driver: StoreDriver;
	readonly #all: StoreStatement;

	constructor(driver: StoreDriver) {
		this.#driver = driver;
		this.#all = driver.prepare(COLUMNS);
	}

	/** Rows of these segments within [from, to), by their numbers; a segment without rows has no entry. */
	read(segments: ReadonlyMap<number, RowIdentity>, from: number, to: number): Map<number, SeriesRows> {
		const gathered = new Map<number, Gathered>();
		for (const row of this.#statement(segments).iterate(Math.ceil(from), Math.ceil(to))) {
			const sid = Number(row["sid"]);
			const identity = segments.get(sid);
			if (identity === undefined) continue;
			let own = gathered.get(sid);
			if (own === undefined) {
				own = new Gathered(identity);
				gathered.set(sid, own);
			}
			own.add(row);
		}
		return new Map(Array.from(gathered, ([sid, own]) => [sid, own.rows()]));
	}

	/** Rows of one segment. */
	ofSegment(identity: RowIdentity, from: number, to: number): SeriesRows {
		return this.read(new Map([[identity.sid, identity]]), from, to).get(identity.sid) ?? noRows(identity);
	}

	#statement(segments: ReadonlyMap<number, RowIdentity>): StoreStatement {
		if (segments.size > MOST_NAMED) return this.#all;
		return this.#driver.prepare(`${COLUMNS} AND sid IN (${[...segments.keys()].join(",")})`);
	}
}
