import { Failure } from "../../model/failure.ts";
import type { ValueType } from "../chunk/series-rows.ts";
import type { SqlRow, StoreDriver, StoreStatement } from "../engine/store-driver.ts";

/** What is printed beside the values of a series. */
export interface DumpedSeries {
	readonly device: string;
	readonly datapoint: string;
	/** UCUM. */
	readonly unit: string;
	/** `number`, `boolean`, `text` or `decimal`. */
	readonly kind: string;
	readonly exponent: number;
	readonly type: ValueType;
}

/** A chunk as it is kept, and the times of its first and last row. */
export interface KeptChunk {
	readonly k: number;
	readonly crc: number;
	readonly blob: Uint8Array;
	readonly first: number;
	readonly last: number;
}

/** A row that is not, or not only, in a chunk. */
export interface HotRow {
	readonly time: number;
	readonly sid: number;
	/** The 64 bits. */
	readonly value: bigint;
	readonly quality: number;
}

const HOT = "SELECT ts, sid, CAST(v AS TEXT) AS v, q FROM hot";

function hotRow({ ts, sid, v, q }: SqlRow): HotRow {
	return { time: Number(ts), sid: Number(sid), value: BigInt(String(v)), quality: Number(q) };
}

function dumpedSeries(row: SqlRow): DumpedSeries {
	return {
		device: String(row["uid"]),
		datapoint: String(row["datapoint"]),
		unit: String(row["unit"]),
		kind: String(row["value"]),
		exponent: Number(row["exp"]),
		type: Number(row["type"]) as ValueType,
	};
}

/** The rows of a readings file as they are kept. */
export class KeptRows {
	readonly #driver: StoreDriver;
	/** Kept here: before Node 24, rows end where their statement is forgotten. */
	readonly #hot: StoreStatement;

	constructor(driver: StoreDriver) {
		this.#driver = driver;
		this.#hot = driver.prepare(`${HOT} ORDER BY ts, sid`);
	}

	/** Series by their number, each segment on its own. */
	series(): Map<number, DumpedSeries> {
		const sql = "SELECT sid, uid, datapoint, unit, exp, type, value FROM series JOIN device USING(did)";
		const rows = this.#driver.prepare(sql).all();
		return new Map(rows.map((row) => [Number(row["sid"]), dumpedSeries(row)]));
	}

	/** Keys of all chunks, rising. */
	chunkKeys(): number[] {
		const rows = this.#driver.prepare("SELECT k FROM chunk ORDER BY k").all();
		return rows.map(({ k }) => Number(k));
	}

	/** Throws Failure `chunk` where there is none. */
	chunk(k: number): KeptChunk {
		const row = this.#driver.prepare("SELECT crc, b, t0, t1 FROM chunk WHERE k = ?").get(k);
		const blob = row?.["b"];
		if (!(blob instanceof Uint8Array)) throw new Failure("chunk", { k });
		return { k, crc: Number(row?.["crc"]), blob, first: Number(row?.["t0"]), last: Number(row?.["t1"]) };
	}

	/** Rows of these series within [first, last] that are outside of chunks, too or only. */
	hotWithin(sids: readonly number[], first: number, last: number): HotRow[] {
		const sql = `${HOT} WHERE ts BETWEEN ? AND ? AND sid IN (${sids.join()})`;
		return this.#driver.prepare(sql).all(first, last).map(hotRow);
	}

	/** All rows outside of chunks, in the order of time. */
	*hot(): Generator<HotRow> {
		for (const row of this.#hot.iterate()) yield hotRow(row);
	}

	/** Looks up the text that is kept under a number; empty where it is missing. */
	texts(): (id: number) => string {
		const find = this.#driver.prepare("SELECT s FROM text WHERE id = ?");
		return (id) => String(find.get(id)?.["s"] ?? "");
	}
}
