import type { SeriesRows } from "../chunk/series-rows.ts";
import { GatheredRows, type ReadValue } from "./gathered-rows.ts";
import type { RowIdentity } from "./rows.ts";
import type { StoreDriver, StoreStatement } from "./store-driver.ts";

/** Rows that are read at once: some milliseconds of work. */
const PAGE = 10_000;
/** Segments that are asked for by number; more are picked from all. */
const MOST_NAMED = 500;
/** Where there are at most so many different times, a few segments are looked up time by time. */
const MOST_TIMES = 2000;
const MOST_LOOKUPS = 20_000;

// SQLite's 64-bit numbers do not all fit a Number.
const VALUE = "CASE WHEN v BETWEEN -4503599627370496 AND 4503599627370496 THEN v ELSE CAST(v AS TEXT) END";
// A page of columns as JSON is read ten times faster than row by row.
const COLUMNS = `json_group_array(ts) AS times, json_group_array(sid) AS sids, json_group_array(${VALUE}) AS "values", json_group_array(q) AS quality`;
const TIMES = `WITH RECURSIVE t(ts) AS (SELECT min(ts) FROM hot WHERE ts >= ?1 AND ts < ?2
	UNION ALL SELECT (SELECT min(ts) FROM hot WHERE hot.ts > t.ts AND hot.ts < ?2) FROM t WHERE t.ts IS NOT NULL LIMIT ${MOST_TIMES})
	SELECT json_group_array(ts) AS times FROM t WHERE ts IS NOT NULL`;

type Segments = ReadonlyMap<number, RowIdentity>;

function pageSql(filter: string): string {
	return `SELECT ${COLUMNS} FROM (SELECT ts, sid, v, q FROM hot WHERE (ts, sid) > (?, ?) AND ts < ? ${filter} ORDER BY ts, sid LIMIT ${PAGE})`;
}

function parsed<T>(json: unknown): T[] {
	return JSON.parse(String(json)) as T[];
}

/** Rows of several segments, growing. */
class Gathering {
	readonly #segments: Segments;
	readonly #gathered = new Map<number, GatheredRows>();

	constructor(segments: Segments) {
		this.#segments = segments;
	}

	add(sid: number, time: number, value: ReadValue, quality: number): void {
		let own = this.#gathered.get(sid);
		if (own === undefined) {
			const identity = this.#segments.get(sid);
			if (identity === undefined) return;
			own = new GatheredRows(identity);
			this.#gathered.set(sid, own);
		}
		own.add(time, value, quality);
	}

	rows(): Map<number, SeriesRows> {
		return new Map(Array.from(this.#gathered, ([sid, own]) => [sid, own.rows()]));
	}
}

/** Reads the rows that are not yet in chunks. */
export class HotRows {
	readonly #driver: StoreDriver;
	readonly #all: StoreStatement;
	readonly #times: StoreStatement;
	readonly #one: StoreStatement;
	readonly #any: StoreStatement;

	constructor(driver: StoreDriver) {
		this.#driver = driver;
		this.#all = driver.prepare(pageSql(""));
		this.#times = driver.prepare(TIMES);
		this.#any = driver.prepare("SELECT 1 FROM hot WHERE ts >= ? AND ts < ? LIMIT 1");
		this.#one = driver.prepare(`SELECT ${VALUE} AS v, q FROM hot WHERE ts = ? AND sid = ?`);
	}

	/** Rows of these segments within [from, to), by their numbers; a segment without rows has no entry. */
	read(segments: Segments, from: number, to: number): Map<number, SeriesRows> {
		// Most questions are about the past.
		if (this.#any.get(from, to) === undefined) return new Map();
		const times = this.#fewTimes(segments, from, to);
		if (times !== null) return this.#lookedUp(segments, times);
		const steps = this.gather(segments, from, to);
		for (;;) {
			const step = steps.next();
			if (step.done === true) return step.value;
		}
	}

	/** The same in steps of some milliseconds; rows that come behind its back may be missing. */
	*gather(segments: Segments, from: number, to: number): Generator<undefined, Map<number, SeriesRows>> {
		const gathering = new Gathering(segments);
		const statement = this.#statement(segments);
		const end = Math.min(Math.ceil(to), Number.MAX_SAFE_INTEGER);
		let [time, sid] = [Math.max(0, Math.ceil(from)) - 1, Number.MAX_SAFE_INTEGER];
		for (;;) {
			const page = statement.get(time, sid, end);
			const times = parsed<number>(page?.["times"]);
			const sids = parsed<number>(page?.["sids"]);
			const values = parsed<ReadValue>(page?.["values"]);
			const quality = parsed<number>(page?.["quality"]);
			for (let row = 0; row < times.length; row += 1) {
				gathering.add(sids[row] ?? 0, times[row] ?? 0, values[row] ?? 0, quality[row] ?? 0);
			}
			if (times.length < PAGE) return gathering.rows();
			[time, sid] = [times.at(-1) ?? 0, sids.at(-1) ?? 0];
			yield undefined;
		}
	}

	/** The different times within [from, to), where a few segments are asked for at not too many; else null. */
	#fewTimes(segments: Segments, from: number, to: number): number[] | null {
		if (to - from === 1) return [from];
		if (segments.size * MOST_TIMES > MOST_LOOKUPS) return null;
		const end = Math.min(Math.ceil(to), Number.MAX_SAFE_INTEGER);
		const times = parsed<number>(this.#times.get(Math.max(0, Math.ceil(from)), end)?.["times"]);
		return times.length < MOST_TIMES - 1 ? times : null;
	}

	#lookedUp(segments: Segments, times: readonly number[]): Map<number, SeriesRows> {
		const gathering = new Gathering(segments);
		for (const sid of segments.keys()) {
			for (const time of times) {
				const row = this.#one.get(time, sid);
				if (row !== undefined) gathering.add(sid, time, row["v"] as ReadValue, Number(row["q"]));
			}
		}
		return gathering.rows();
	}

	#statement(segments: Segments): StoreStatement {
		if (segments.size > MOST_NAMED) return this.#all;
		return this.#driver.prepare(pageSql(`AND sid IN (${[...segments.keys()].join(",")})`));
	}
}
