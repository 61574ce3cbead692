import { FLAG } from "../flags.ts";
import type { UncertainSpan } from "./ingest.ts";
import type { StoreDriver } from "./store-driver.ts";

/** Remembers the readings of this run of the machine from before its clock was right. */
export class BootTable {
	readonly #driver: StoreDriver;
	readonly #boot: string;
	readonly #isTaken: (sid: number, time: number) => boolean;

	/** `isTaken` says whether the series of a segment has a reading at a time already. */
	constructor(driver: StoreDriver, boot: string, isTaken: (sid: number, time: number) => boolean) {
		this.#driver = driver;
		this.#boot = boot;
		this.#isTaken = isTaken;
	}

	/** Inside the transaction that writes the readings. */
	note({ first, last }: UncertainSpan): void {
		const sql = `INSERT INTO boot(id, t0, t1) VALUES(?, ?, ?) ON CONFLICT(id)
			DO UPDATE SET t0 = min(t0, excluded.t0), t1 = max(t1, excluded.t1) WHERE shift IS NULL`;
		this.#driver.prepare(sql).run(this.#boot, first, last);
	}

	/** The times [from, to) of readings that are still to be moved; null for none. */
	unsettled(): { readonly from: number; readonly to: number } | null {
		const row = this.#driver.prepare("SELECT t0, t1 FROM boot WHERE id = ? AND shift IS NULL").get(this.#boot);
		return row === undefined ? null : { from: Number(row["t0"]), to: Number(row["t1"]) + 1 };
	}

	/**
	 * Moves the uncertain readings of this run by so many ms and clears their flag; inside a transaction, and only once: a second call moves nothing.
	 * Where a moved reading meets one that is there already, it is kept a millisecond later, so that none is lost.
	 */
	settle(shiftMs: number): number {
		const span = this.unsettled();
		if (span === null) return 0;
		const { clockUncertain } = FLAG;
		const rows = this.#driver
			.prepare(
				`SELECT ts, sid, CAST(v AS TEXT) AS v, q FROM hot WHERE ts >= ? AND ts < ? AND (q & ${clockUncertain}) <> 0 ORDER BY ts`,
			)
			.all(span.from, span.to);
		const remove = this.#driver.prepare("DELETE FROM hot WHERE ts = ? AND sid = ?");
		const insert = this.#driver.prepare("INSERT INTO hot VALUES(?, ?, CAST(? AS INTEGER), ?)");
		for (const { ts, sid } of rows) remove.run(ts ?? 0, sid ?? 0);
		for (const { ts, sid, v, q } of rows) {
			let time = Math.round(Number(ts) + shiftMs);
			const quality = Number(q) - clockUncertain;
			while (this.#isTaken(Number(sid), time)) time += 1;
			insert.run(time, sid ?? 0, v ?? 0, quality);
		}
		this.#driver.prepare("UPDATE boot SET shift = ? WHERE id = ?").run(Math.round(shiftMs), this.#boot);
		return rows.length;
	}
}
