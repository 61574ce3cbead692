import { FLAG, REVISION, revisionOf } from "../flags.ts";
import type { RowSource } from "./row-source.ts";
import type { Segment, Series } from "./segment.ts";
import type { StoreDriver, StoreStatement } from "./store-driver.ts";

/** A stored row of a series. */
export interface StoredRow {
	readonly segment: Segment;
	readonly time: number;
	readonly value: number | bigint;
	readonly quality: number;
}

/** Who replaced a value, and when (UTC ms). */
export interface Correction {
	readonly by: string;
	readonly at: number;
}

const HIGHEST_REVISION = 32_767;

/** Writes single rows; every method belongs inside a transaction. */
export class RowWriter {
	readonly #driver: StoreDriver;
	readonly #source: RowSource;
	readonly #insert: StoreStatement;
	readonly #late: StoreStatement;
	readonly #superseded: StoreStatement;
	readonly #remove: StoreStatement;
	readonly #event: StoreStatement;

	constructor(driver: StoreDriver, source: RowSource) {
		this.#driver = driver;
		this.#source = source;
		this.#insert = driver.prepare(`INSERT INTO hot(ts, sid, v, q) VALUES(?, ?, ?, ?) ON CONFLICT(ts, sid)
			DO UPDATE SET v = excluded.v, q = excluded.q WHERE (excluded.q >> 16) > (hot.q >> 16)`);
		this.#late = driver.prepare("INSERT INTO late(sid, ts) VALUES(?, ?)");
		this.#superseded = driver.prepare("INSERT INTO superseded VALUES(?, ?, ?, ?, ?, ?, ?)");
		this.#remove = driver.prepare("DELETE FROM hot WHERE ts = ? AND sid = ?");
		this.#event = driver.prepare("INSERT INTO meter_event(sid, ts, type, before, after, by) VALUES(?, ?, ?, ?, ?, ?)");
	}

	/** False where the row was there already. */
	insert({ segment, time, value, quality }: StoredRow): boolean {
		return Number(this.#insert.run(time, segment.sid, value, quality).changes) > 0;
	}

	/** The row that a series has at this time; the highest revision of its segments. */
	find(series: Series, time: number): StoredRow | null {
		let best: StoredRow | null = null;
		const rows = this.#source.read(series.segments, time, time + 1);
		for (const segment of series.segments) {
			const own = rows.get(segment.sid);
			if (own === undefined) continue;
			const row = { segment, time, value: own.values[0] ?? 0, quality: own.quality[0] ?? 0 };
			if (best === null || revisionOf(row.quality) > revisionOf(best.quality)) best = row;
		}
		return best;
	}

	/** Epoch of the meter that counted at a time: the one that began with the last exchange or reset before, else the first. */
	epochAt({ segments }: Series, time: number): number {
		const sids = segments.map(({ sid }) => sid).join(",");
		const sql = `SELECT sid FROM meter_event WHERE sid IN (${sids}) AND type IN ('reset', 'replaced') AND ts <= ? ORDER BY ts DESC, id LIMIT 1`;
		const sid = this.#driver.prepare(sql).get(time)?.["sid"];
		const begun = segments.find((segment) => segment.sid === sid);
		return begun?.epoch ?? Math.min(...segments.map(({ epoch }) => epoch));
	}

	/** Remembers that a row came, or changed, behind the back of those who hand readings on. */
	noteLate(segment: Segment, time: number): void {
		this.#late.run(segment.sid, time);
	}

	/** Puts a value in the place of another one, as its next revision; the old one is kept for the record. */
	replace(old: StoredRow, fresh: Omit<StoredRow, "time">, { by, at }: Correction): void {
		const revision = revisionOf(old.quality);
		this.#superseded.run(old.segment.sid, old.time, revision, old.value, old.quality, by, at);
		if (old.segment !== fresh.segment) this.#remove.run(old.time, old.segment.sid);
		const next = Math.min(revision + 1, HIGHEST_REVISION) * REVISION;
		this.insert({ ...fresh, time: old.time, quality: (fresh.quality % REVISION) + next });
		this.noteLate(fresh.segment, old.time);
	}

	/** A suspect value is believed after all, perhaps in another segment. */
	confirm(
		old: StoredRow,
		place: Pick<StoredRow, "segment" | "value">,
		correction: Correction & { flags: number },
	): void {
		const quality = (old.quality & 0xffff & ~FLAG.suspect) | correction.flags;
		this.replace(old, { ...place, quality }, correction);
	}

	/** Time of the reset or exchange of a counter that was found by itself nearest to `time`; null for none within so many ms. */
	automaticEvent({ segments }: Series, time: number, withinMs: number): number | null {
		const sids = segments.map(({ sid }) => sid).join(",");
		const sql = `SELECT ts FROM meter_event WHERE sid IN (${sids}) AND type IN ('reset', 'replaced') AND by = 'automatic'
			AND ts BETWEEN ? AND ? ORDER BY abs(ts - ?) LIMIT 1`;
		const row = this.#driver.prepare(sql).get(time - withinMs, time + withinMs, time);
		return row === undefined ? null : Number(row["ts"]);
	}

	/** For the record: `before` and `after` are mantissas of the segment, or UTC ms. */
	event(event: {
		sid: number | null;
		time: number;
		type: string;
		before: number | bigint | null;
		after: number | bigint | null;
		by: string;
	}): void {
		this.#event.run(event.sid, event.time, event.type, event.before, event.after, event.by);
	}
}
