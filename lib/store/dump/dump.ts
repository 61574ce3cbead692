import { crc32 } from "node:zlib";
import { Failure, toFailure } from "../../model/failure.ts";
import { decodeChunk } from "../chunk/chunk-codec.ts";
import type { SeriesRows } from "../chunk/series-rows.ts";
import { REVISION, revisionOf } from "../flags.ts";
import type { DumpedSeries, HotRow, KeptChunk, KeptRows } from "./kept-rows.ts";
import { csvCell, type DumpedValue, valueText } from "./value-text.ts";

/** First line of every dump. */
const HEADER = "time;device;datapoint;value;unit;flags;revision\n";
const LINES_AT_ONCE = 1000;
/** ECMAScript dates end here. */
const LAST_TIME = 8.64e15;

/** How a file is printed. */
export interface DumpOptions {
	/** 32 bytes, for sealed chunks. */
	readonly key: Uint8Array | null;
	/** Also what is kept beside the readings, such as the clocks of the devices. */
	readonly all: boolean;
	/** Hears which chunk, or that the rest of a table, could not be read. */
	readonly skipped: (what: { readonly chunk: number } | "rest", failure: Failure) => void;
	/** Hears how far it is, 0 … 1. */
	readonly progress?: (done: number) => void;
}

interface Names {
	readonly kind: string;
	readonly head: string;
	readonly tail: string;
	readonly isHidden: boolean;
}

/** Prints readings as CSV, in the order of the keys: chunk by chunk, series by series, and then what is in no chunk. */
export class Dump {
	readonly #rows: KeptRows;
	readonly #options: DumpOptions;
	readonly #series: Map<number, DumpedSeries>;
	readonly #names = new Map<number, Names>();
	readonly #textOf: (id: number) => string;
	/** Rows in both: they were printed with their chunk. */
	readonly #inChunks = new Set<string>();
	readonly #times = new Map<number, string>();

	constructor(rows: KeptRows, options: DumpOptions) {
		this.#rows = rows;
		this.#options = options;
		this.#series = rows.series();
		this.#textOf = rows.texts();
	}

	/** Pieces of text of many lines each. */
	*pieces(): Generator<string> {
		yield HEADER;
		try {
			const keys = this.#rows.chunkKeys();
			for (const [index, k] of keys.entries()) {
				yield this.#chunk(k);
				this.#options.progress?.((index + 1) / keys.length);
			}
			yield* this.#hot();
		} catch (error) {
			this.#options.skipped("rest", toFailure(error));
		}
	}

	*#hot(): Generator<string> {
		let lines: string[] = [];
		for (const row of this.#rows.hot()) {
			if (!this.#inChunks.has(`${row.time} ${row.sid}`)) lines.push(this.#hotLine(row));
			if (lines.length < LINES_AT_ONCE) continue;
			yield lines.join("");
			this.#times.clear();
			lines = [];
		}
		yield lines.join("");
	}

	#chunk(k: number): string {
		this.#times.clear();
		try {
			const chunk = this.#rows.chunk(k);
			const columns = this.#decoded(chunk);
			const sids = columns.map(({ sid }) => sid);
			const hot = this.#rows.hotWithin(sids, chunk.first, chunk.last);
			const twins = new Map(hot.map((row) => [`${row.time} ${row.sid}`, row]));
			return columns.map((column) => this.#column(column, twins)).join("");
		} catch (error) {
			this.#options.skipped({ chunk: k }, toFailure(error));
			return "";
		}
	}

	#decoded({ k, crc, blob }: KeptChunk): SeriesRows[] {
		if (crc32(blob) !== crc) throw new Failure("chunk", { k });
		const { key } = this.#options;
		return decodeChunk(blob, key === null ? { k } : { k, keys: [{ id: blob[1] ?? 0, bytes: key }] });
	}

	/** Of a row that is outside of its chunk as well, the higher revision counts, else the one in the chunk. */
	#column({ sid, exponent, type, times, values, quality }: SeriesRows, twins: ReadonlyMap<string, HotRow>): string {
		const names = this.#namesOf(sid);
		const row = { value: 0 as number | bigint, quality: 0, exponent, type };
		let text = "";
		for (let index = 0; index < times.length; index += 1) {
			const time = times[index] ?? 0;
			row.value = values[index] ?? 0;
			row.quality = quality[index] ?? 0;
			const twin = this.#twinAt(time, sid, twins);
			const isOld = twin === null || revisionOf(twin.quality) <= revisionOf(row.quality);
			text += isOld ? this.#line(names, time, row) : this.#hotLine(twin);
		}
		return text;
	}

	#twinAt(time: number, sid: number, twins: ReadonlyMap<string, HotRow>): HotRow | null {
		if (twins.size === 0) return null;
		const place = `${time} ${sid}`;
		const twin = twins.get(place);
		if (twin === undefined) return null;
		this.#inChunks.add(place);
		return twin;
	}

	#hotLine({ time, sid, value, quality }: HotRow): string {
		const { exponent = 0, type = 0 } = this.#series.get(sid) ?? {};
		return this.#line(this.#namesOf(sid), time, { value, quality, exponent, type });
	}

	#line({ head, kind, tail, isHidden }: Names, time: number, row: DumpedValue): string {
		if (isHidden) return "";
		const value = csvCell(valueText(row, kind, this.#textOf));
		return `${this.#timeText(time)}${head}${value}${tail}${row.quality % REVISION};${revisionOf(row.quality)}\n`;
	}

	#timeText(time: number): string {
		const known = this.#times.get(time);
		if (known !== undefined) return known;
		const text = Math.abs(time) <= LAST_TIME ? new Date(time).toISOString() : String(time);
		this.#times.set(time, text);
		return text;
	}

	/** A series that is missing in its table is printed under its number. */
	#namesOf(sid: number): Names {
		const ready = this.#names.get(sid);
		if (ready !== undefined) return ready;
		const own = this.#series.get(sid) ?? { device: "", datapoint: `series-${sid}`, unit: "", kind: "number" };
		const { device, datapoint, unit } = own;
		const isHidden = datapoint.startsWith("#") && !this.#options.all;
		const head = `;${csvCell(device)};${csvCell(datapoint)};`;
		const names = { kind: own.kind, head, tail: `;${csvCell(unit)};`, isHidden };
		this.#names.set(sid, names);
		return names;
	}
}
