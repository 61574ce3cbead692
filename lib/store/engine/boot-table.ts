import { FLAG } from "../flags.ts";
import type { UncertainSpan } from "./ingest.ts";
import type { SqlRow, StoreDriver, StoreStatement } from "./store-driver.ts";

/** Rows that are held in memory at once. */
const PAGE = 2000;
const { clockUncertain } = FLAG;

/** What the table asks of the store. */
export interface BootTools {
	readonly driver: StoreDriver;
	/** Id of this run of the machine. */
	readonly boot: string;
	/** Says whether the series of a segment has a reading at a time already. */
	readonly isTaken: (sid: number, time: number) => boolean;
	/** A row has come to this time; true where it is a reading. */
	readonly moved: (sid: number, time: number) => boolean;
}

/** Remembers the readings of this run of the machine from before its clock was right. */
export class BootTable {
	readonly #driver: StoreDriver;
	readonly #boot: string;
	readonly #tools: BootTools;
	readonly #remove: StoreStatement;
	readonly #insert: StoreStatement;

	constructor(tools: BootTools) {
		this.#driver = tools.driver;
		this.#boot = tools.boot;
		this.#tools = tools;
		this.#remove = tools.driver.prepare("DELETE FROM hot WHERE ts = ? AND sid = ?");
		this.#insert = tools.driver.prepare("INSERT INTO hot VALUES(?, ?, CAST(? AS INTEGER), ?)");
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
		const shift = Math.round(shiftMs);
		let count = 0;
		for (const rows of this.#uncertain(span, shift)) {
			for (const row of rows) if (this.#move(row, shift)) count += 1;
		}
		this.#driver.prepare("UPDATE boot SET shift = ? WHERE id = ?").run(shift, this.#boot);
		return count;
	}

	/** Pages of rows to be moved; those ahead first, so that none lands where another one of them still is. */
	*#uncertain({ from, to }: { from: number; to: number }, shift: number): Generator<readonly SqlRow[]> {
		const [order, beyond] = shift > 0 ? ["DESC", "<"] : ["ASC", ">"];
		const page = this.#driver.prepare(`SELECT ts, sid, CAST(v AS TEXT) AS v, q FROM hot
			WHERE ts >= ? AND ts < ? AND (ts, sid) ${beyond} (?, ?) AND (q & ${clockUncertain}) <> 0
			ORDER BY ts ${order}, sid ${order} LIMIT ${PAGE}`);
		let place = shift > 0 ? [to, 0] : [from - 1, 0];
		for (;;) {
			const rows = page.all(from, to, ...place);
			if (rows.length === 0) return;
			yield rows;
			const last = rows.at(-1);
			place = [Number(last?.["ts"]), Number(last?.["sid"])];
		}
	}

	/** False for what is no reading of its own: the device's own time. */
	#move({ ts, sid: number, v, q }: SqlRow, shift: number): boolean {
		const sid = Number(number);
		this.#remove.run(ts ?? 0, sid);
		let time = Math.max(0, Number(ts) + shift);
		while (this.#tools.isTaken(sid, time)) time += 1;
		this.#insert.run(time, sid, v ?? 0, Number(q) - clockUncertain);
		return this.#tools.moved(sid, time);
	}
}
