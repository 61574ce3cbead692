import { parseDecimal } from "../../model/decimal.ts";
import type { Reading } from "../../model/reading.ts";
import { FLAG } from "../flags.ts";
import { type Batch, type BatchName, ROW } from "./batch.ts";
import { flagsOf } from "./quality-flags.ts";
import { seriesKind, valueKind } from "./series-kind.ts";
import { splitDouble } from "./stored-value.ts";

const ROOM = 256;

/** A bad reading without a value says something of the device, not of its measurand: only what was answered as null is kept. */
function isKept({ value, reason }: Reading): boolean {
	return value !== null || reason === "invalid-value";
}

function room(size: number) {
	return {
		names: new Int32Array(size),
		times: new Float64Array(size),
		kinds: new Uint8Array(size),
		mantissas: new Float64Array(size),
		exponents: new Int16Array(size),
		flags: new Uint16Array(size),
		deviceTimes: new Float64Array(size),
	};
}

type Columns = ReturnType<typeof room>;

/** Turns readings into columns: a few hundred nanoseconds each, so that the main thread is free again soon. */
export class BatchWriter {
	readonly #numbers = new Map<string, Map<string, readonly { readonly number: number; readonly name: BatchName }[]>>();
	#columns: Columns = room(ROOM);
	#count = 0;
	#texts: string[] = [];
	#fresh: [number, BatchName][] = [];
	readonly #all: [number, BatchName][] = [];
	readonly #split = { mantissa: 0, exponent: 0 };

	/** Readings that were added since the last batch was taken. */
	get count(): number {
		return this.#count;
	}

	/** All names that were ever given: a new worker has to learn them. */
	get known(): readonly (readonly [number, BatchName])[] {
		return this.#all;
	}

	/** Adds a checked reading; false for one that is not kept. An uncertain time marks all but what was read from a memory with times of its own. */
	add(reading: Reading, isUncertain = false): boolean {
		if (!isKept(reading)) return false;
		const columns = this.#columns.times.length > this.#count ? this.#columns : this.#grown();
		const at = this.#count;
		columns.names[at] = this.#numberOf(reading);
		columns.times[at] = Math.round(reading.time);
		columns.deviceTimes[at] = reading.deviceTime === undefined ? Number.NaN : Math.round(reading.deviceTime);
		columns.flags[at] = flagsOf(reading);
		columns.mantissas[at] = 0;
		columns.exponents[at] = 0;
		columns.kinds[at] = this.#value(reading, at);
		if (isUncertain && reading.quality !== "backfilled")
			columns.flags[at] = (columns.flags[at] ?? 0) | FLAG.clockUncertain;
		this.#count += 1;
		return true;
	}

	/** The columns so far; the writer begins anew. */
	take(): Batch {
		const count = this.#count;
		const { names, times, kinds, mantissas, exponents, flags, deviceTimes } = this.#columns;
		const batch = {
			...{ count, texts: this.#texts, fresh: this.#fresh, names: names.slice(0, count), times: times.slice(0, count) },
			...{ kinds: kinds.slice(0, count), mantissas: mantissas.slice(0, count), exponents: exponents.slice(0, count) },
			...{ flags: flags.slice(0, count), deviceTimes: deviceTimes.slice(0, count) },
		};
		this.#count = 0;
		this.#texts = [];
		this.#fresh = [];
		return batch;
	}

	#value(reading: Reading, at: number): number {
		const { value, exact } = reading;
		if (typeof value === "boolean") return this.#plain(at, value ? 1 : 0, 0);
		if (typeof value === "string") return this.#text(at, value);
		if (value === null) return ROW.none;
		if (!Number.isFinite(value)) {
			// Never a NaN: it would be nothing at all.
			this.#columns.flags[at] = FLAG.invalid;
			return ROW.none;
		}
		if (exact !== undefined && parseDecimal(exact) !== null) return this.#text(at, exact);
		if (splitDouble(value, this.#split)) return this.#plain(at, this.#split.mantissa, this.#split.exponent);
		this.#columns.mantissas[at] = value + 0;
		return ROW.double;
	}

	#plain(at: number, mantissa: number, exponent: number): number {
		this.#columns.mantissas[at] = mantissa;
		this.#columns.exponents[at] = exponent;
		return ROW.decimal;
	}

	#text(at: number, text: string): number {
		this.#columns.mantissas[at] = this.#texts.length;
		this.#texts.push(text);
		return ROW.text;
	}

	/** Looked up without making a text of it: that would be most of the work. */
	#numberOf(reading: Reading): number {
		const { device, datapoint, quantity, unit, modulus = null, meter = null } = reading;
		let ofDevice = this.#numbers.get(device);
		if (ofDevice === undefined) {
			ofDevice = new Map();
			this.#numbers.set(device, ofDevice);
		}
		const kind = valueKind(reading.value);
		const alike = ofDevice.get(datapoint) ?? [];
		for (const { number, name } of alike) {
			const isSame = name.unit === unit && name.quantity === quantity && name.value === kind;
			if (isSame && name.modulus === modulus && name.meter === meter) return number;
		}
		const number = this.#all.length;
		const name = { device, datapoint, quantity, unit, kind: seriesKind(reading), value: kind, modulus, meter };
		ofDevice.set(datapoint, [...alike, { number, name }]);
		this.#fresh.push([number, name]);
		this.#all.push([number, name]);
		return number;
	}

	#grown(): Columns {
		const larger = room(2 * this.#columns.times.length);
		for (const key of Object.keys(larger) as (keyof Columns)[]) larger[key].set(this.#columns[key]);
		this.#columns = larger;
		return larger;
	}
}
