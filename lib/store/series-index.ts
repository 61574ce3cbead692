import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Failure } from "../model/failure.ts";
import type { Quantity } from "../model/quantity.ts";
import type { Reading } from "../model/reading.ts";
import type { ReadingQuery } from "./reading-log.ts";

/** What all readings of a series have in common. */
export type Series = Pick<Reading, "device" | "datapoint" | "quantity" | "unit">;

/** The series of a log by their numbers; what was found is remembered. */
export class SeriesIndex {
	readonly #numbers = new Map<string, number>();
	readonly #series = new Map<number, Series>();
	readonly #addDevice: StatementSync;
	readonly #addSeries: StatementSync;
	readonly #find: StatementSync;
	readonly #all: StatementSync;

	constructor(database: DatabaseSync) {
		this.#addDevice = database.prepare("INSERT INTO device(uid) VALUES(?) ON CONFLICT DO NOTHING");
		this.#addSeries = database.prepare(
			"INSERT INTO series(did, datapoint, quantity, unit) SELECT did, ?, ?, ? FROM device WHERE uid = ? ON CONFLICT DO NOTHING",
		);
		this.#find = database.prepare(
			"SELECT sid FROM series JOIN device USING(did) WHERE uid = ? AND datapoint = ? AND quantity = ? AND unit = ?",
		);
		this.#all = database.prepare("SELECT sid, uid, datapoint, quantity, unit FROM series JOIN device USING(did)");
	}

	/** Finds or creates the series of a reading; to be called inside a transaction. */
	numberOf({ device, datapoint, quantity, unit }: Reading): number {
		const key = `${device}\n${datapoint}\n${quantity}\n${unit}`;
		const known = this.#numbers.get(key);
		if (known !== undefined) return known;
		this.#addDevice.run(device);
		this.#addSeries.run(datapoint, quantity, unit, device);
		const number = Number(this.#find.get(device, datapoint, quantity, unit)?.["sid"]);
		this.#numbers.set(key, number);
		return number;
	}

	/** Throws Failure `store-failed` for a number that no series has. */
	seriesOf(number: number): Series {
		if (!this.#series.has(number)) this.#load();
		const series = this.#series.get(number);
		if (series === undefined) throw new Failure("store-failed", { series: number });
		return series;
	}

	/** Numbers of the series that a query asks for; null for all. */
	matching({ devices, datapoints }: ReadingQuery): number[] | null {
		this.#load();
		const wanted = [devices ?? null, datapoints ?? null].map((list) => (list === null ? null : new Set(list)));
		const [device, datapoint] = wanted;
		const numbers = [...this.#series].filter(
			([, series]) => (device?.has(series.device) ?? true) && (datapoint?.has(series.datapoint) ?? true),
		);
		return numbers.length === this.#series.size ? null : numbers.map(([number]) => number);
	}

	/** After a transaction that was rolled back: what it had created does not exist. */
	forget(): void {
		this.#numbers.clear();
		this.#series.clear();
	}

	#load(): void {
		for (const { sid, uid, datapoint, quantity, unit } of this.#all.all()) {
			const series = {
				device: String(uid),
				datapoint: String(datapoint),
				quantity: quantity as Quantity,
				unit: String(unit),
			};
			this.#series.set(Number(sid), series);
		}
	}
}
