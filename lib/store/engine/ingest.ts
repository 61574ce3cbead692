import type { CounterStep } from "../counter/step-counter.ts";
import { FLAG } from "../flags.ts";
import { type Batch, type BatchName, ROW } from "./batch.ts";
import type { PlacedValue, SegmentChooser } from "./choose-segment.ts";
import type { CounterDesk } from "./counter-desk.ts";
import { counterFlags, recordCounter } from "./counter-record.ts";
import { deviceTimeNames } from "./device-times.ts";
import type { RowWriter, StoredRow } from "./row-writer.ts";
import type { Series } from "./segment.ts";
import type { SeriesBook } from "./series-book.ts";
import { plainNumber } from "./stored-value.ts";

const SECOND = 1000;
const DEVICE_TIME_NAME: Omit<BatchName, "device" | "datapoint"> = {
	...{ quantity: "date-time", unit: "", kind: "state", value: "number", modulus: null, meter: null },
};

/** What the ingest works with. */
export interface IngestTools {
	readonly book: SeriesBook;
	readonly chooser: SegmentChooser;
	readonly writer: RowWriter;
	readonly counters: CounterDesk;
	/** Everything before this (UTC ms) was compacted or handed on. */
	readonly lateBefore: () => number;
	/** Reads back the newest value of a series, and how far its counter has come. */
	readonly recall: (series: Series) => void;
}

interface KnownName {
	readonly name: BatchName;
	series: Series | null;
}

/** The times of uncertain readings in a batch. */
export interface UncertainSpan {
	readonly first: number;
	readonly last: number;
}

/** Puts batches of readings into the hot rows. */
export class Ingest {
	readonly #tools: IngestTools;
	readonly #names = new Map<number, KnownName>();
	#now = 0;

	constructor(tools: IngestTools) {
		this.#tools = tools;
	}

	/** After a transaction that was rolled back, or anything else that changed the book. */
	forget(): void {
		for (const known of this.#names.values()) known.series = null;
	}

	/** Learns the names that come with a batch; outside of transactions, as this must survive their failure. */
	learn(batch: Batch): void {
		for (const [number, name] of batch.fresh) this.#names.set(number, { name, series: null });
	}

	/** Inside a transaction: 1 for every row that was new, and the times of the uncertain ones. */
	append(batch: Batch, now: number): { added: Uint8Array; uncertain: UncertainSpan | null } {
		this.#now = now;
		const added = new Uint8Array(batch.count);
		let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
		for (let row = 0; row < batch.count; row += 1) {
			if (!this.#appendRow(batch, row)) continue;
			added[row] = 1;
			if (((batch.flags[row] ?? 0) & FLAG.clockUncertain) === 0) continue;
			first = Math.min(first, batch.times[row] ?? first);
			last = Math.max(last, batch.times[row] ?? last);
		}
		return { added, uncertain: first <= last ? { first, last } : null };
	}

	/** The series of a row that is kept already; null for any other. */
	seriesOf(batch: Batch, row: number): { readonly series: Series; readonly name: BatchName } | null {
		const known = this.#names.get(batch.names[row] ?? -1);
		if (known === undefined) return null;
		known.series ??= this.#tools.book.find(known.name.device, known.name.datapoint);
		return known.series === null ? null : { series: known.series, name: known.name };
	}

	#appendRow(batch: Batch, row: number): boolean {
		const known = this.#names.get(batch.names[row] ?? -1);
		if (known === undefined) return false;
		const { book, recall, writer } = this.#tools;
		known.series ??= book.obtain(known.name.device, known.name.datapoint);
		const { name, series } = known;
		if (series.latest === undefined) recall(series);
		const time = batch.times[row] ?? 0;
		const isNewest = time > (series.latest?.time ?? Number.NEGATIVE_INFINITY);
		if (!isNewest && writer.find(series, time) !== null) return false;
		return this.#store(series, name, batch, row);
	}

	#store(series: Series, name: BatchName, batch: Batch, row: number): boolean {
		const { book, chooser, counters, writer, lateBefore } = this.#tools;
		const time = batch.times[row] ?? 0;
		const step = this.#step(series, name, batch, row);
		const quality = (batch.flags[row] ?? 0) | (step === null ? 0 : counterFlags(step));
		const isOld = step?.verdict === "ignored" && series.epoch > 0;
		const placed = isOld ? this.#placeBack(series, name, batch, row) : chooser.place(series, name, batch, row);
		if (!writer.insert({ ...placed, time, quality })) return false;
		if (time > (series.latest?.time ?? Number.NEGATIVE_INFINITY)) series.latest = { time, quality, ...placed };
		series.firstHot = Math.min(series.firstHot, time);
		const news = { series, segment: placed.segment, time, now: this.#now, exponent: counters.exponentOf(series) };
		if (step?.verdict === "rollover") book.setModulus(placed.segment, name.modulus);
		if (step !== null) recordCounter(writer, { ...news, step });
		if (time < lateBefore()) writer.noteLate(placed.segment, time);
		this.#deviceTime(series, { ...placed, time, quality }, batch.deviceTimes[row] ?? Number.NaN);
		return true;
	}

	/** What comes late may belong to a meter that was exchanged since. */
	#placeBack(series: Series, name: BatchName, batch: Batch, row: number): PlacedValue {
		const { writer, chooser } = this.#tools;
		const { epoch } = series;
		series.epoch = writer.epochAt(series, batch.times[row] ?? 0);
		try {
			return chooser.place(series, name, batch, row);
		} finally {
			series.epoch = epoch;
		}
	}

	/** Null for what is no counter, or no value of one. */
	#step(series: Series, name: BatchName, batch: Batch, row: number): CounterStep | null {
		const isBad = ((batch.flags[row] ?? 0) & (FLAG.invalid | FLAG.deviceError)) !== 0;
		if (name.kind !== "counter" || isBad) return null;
		const kind = batch.kinds[row] ?? ROW.none;
		const mantissa = batch.mantissas[row] ?? 0;
		const exact = kind === ROW.text ? Number(batch.texts[mantissa]) : mantissa;
		const exponent = kind === ROW.decimal ? (batch.exponents[row] ?? 0) : 0;
		const input = { mantissa: exact, exponent, time: batch.times[row] ?? 0 };
		const step = this.#tools.counters.step(series, { ...input, meter: name.meter, modulus: name.modulus });
		if (step.verdict === "reset" || step.verdict === "replaced") series.epoch += 1;
		return step;
	}

	/** One hidden series holds the time stamps of all values of one storage number; only a value that has another one gets a series of its own. */
	#deviceTime({ device, datapoint }: Series, row: StoredRow, deviceTime: number): void {
		if (Number.isNaN(deviceTime)) return;
		const { book, chooser, writer } = this.#tools;
		book.markTimed(row.segment);
		for (const name of deviceTimeNames(datapoint).toReversed()) {
			const hidden = book.obtain(device, name);
			const kept = this.#keptTime(hidden, row.time);
			if (kept === deviceTime) return;
			if (kept !== null) continue;
			const exponent = deviceTime % SECOND === 0 ? 3 : 0;
			const traits = { ...DEVICE_TIME_NAME, device, datapoint: name };
			const placed = chooser.placeDeviceTime(hidden, traits, deviceTime / 10 ** exponent, exponent);
			// Moves with its reading when the clock is set.
			const quality = row.quality & FLAG.clockUncertain;
			writer.insert({ ...placed, time: row.time, quality });
			if (row.time > (hidden.latest?.time ?? Number.NEGATIVE_INFINITY))
				hidden.latest = { time: row.time, quality, ...placed };
			return;
		}
	}

	/** What a hidden series holds at a time; null for nothing. */
	#keptTime(hidden: Series, time: number): number | null {
		if (hidden.latest === undefined) this.#tools.recall(hidden);
		if (time > (hidden.latest?.time ?? Number.NEGATIVE_INFINITY)) return null;
		const row = hidden.latest?.time === time ? hidden.latest : this.#tools.writer.find(hidden, time);
		return row === null ? null : plainNumber(Number(row.value), row.segment.exponent);
	}
}
