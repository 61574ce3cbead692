import { compareDecimals, decimalText, doubleHolds, parseDecimal, subtractDecimals } from "../../lib/model/decimal.ts";
import { Failure } from "../../lib/model/failure.ts";
import { worseQuality } from "../../lib/model/quality.ts";
import type { Reading } from "../../lib/model/reading.ts";
import { type ContinuousStep, exchangeContinuous, stepContinuous } from "../../lib/store/counter/continuous-counter.ts";
import type { CounterBook } from "./counter-book.ts";
import type { CounterConfig } from "./counter-config.ts";

/** What happened to a meter. */
export interface CounterEvent {
	readonly type: "suspect" | "rollover" | "reset" | "replaced";
	readonly device: string;
	readonly datapoint: string;
	readonly unit: string;
	/** UTC ms. */
	readonly time: number;
	/** Exact decimal text; null where there is none. */
	readonly before: string | null;
	readonly after: string | null;
}

/** What follows from the readings of a message, by the device that it is of. */
export interface Counted {
	readonly readings: Map<string, Reading[]>;
	readonly events: CounterEvent[];
}

/** A meter was exchanged, as a message says it. */
export interface ExchangeOrder {
	readonly device: string;
	/** Null where the device has one counter only. */
	readonly datapoint: string | null;
	/** Decimal text in the unit of the counter; null where unknown. */
	readonly end: string | null;
	readonly start: string | null;
	/** UTC ms. */
	readonly time: number;
}

type Origin = Pick<Reading, "device" | "datapoint" | "time" | "quality" | "reason">;

const EVENTS: readonly string[] = ["suspect", "rollover", "reset", "replaced"] satisfies CounterEvent["type"][];

function number(text: string): Pick<Reading, "value" | "exact"> {
	const value = Number(text);
	return doubleHolds(value, text) ? { value } : { value, exact: text };
}

/** Growth of the total since it was last told; null where it has not come that far again, as after a power cut. */
function growth(total: string, told: string | null): string | null {
	const [now, before] = [parseDecimal(total), told === null ? null : parseDecimal(told)];
	if (now === null || before === null) return null;
	return compareDecimals(now, before) < 0 ? null : decimalText(subtractDecimals(now, before));
}

/** Where the meter is another one, some of its consumption may be missing. */
function toldReadings(origin: Origin, { memory, verdict }: ContinuousStep, grown: string | null): Reading[] {
	const { device, datapoint, time, quality, reason } = origin;
	const trust = reason === undefined ? { quality } : { quality, reason };
	const known = { device, quantity: memory.quantity, unit: memory.unit, time };
	const total: Reading = { ...known, ...trust, datapoint, ...number(memory.total) };
	if (grown === null) return [total];
	const isWhole = verdict !== "reset" && verdict !== "replaced";
	const doubt = { quality: worseQuality(quality, "uncertain"), reason: "discontinuity" } as const;
	return [total, { ...known, ...(isWhole ? trust : doubt), datapoint: `${datapoint}-consumption`, ...number(grown) }];
}

/** Counts readings of meters into totals that never fall. */
export class Counting {
	readonly #config: CounterConfig;
	readonly #book: CounterBook;

	constructor(config: CounterConfig, book: CounterBook) {
		this.#config = config;
		this.#book = book;
	}

	/** The id under which a device is counted. */
	pointOf(device: string): string {
		return this.#config.point === "" ? `counter:${device}` : this.#config.point;
	}

	/** Throws Failure `unit-mismatch` for a meter in another unit than the one before. */
	count(readings: readonly Reading[]): Counted {
		const counted: Counted = { readings: new Map(), events: [] };
		for (const reading of readings) if (this.#config.isCounter(reading)) this.#countOne(reading, counted);
		return counted;
	}

	/** Throws Failure `input` where there is no such counter, or its end is below what was read. */
	exchange({ device, datapoint, ...exchange }: ExchangeOrder): Counted {
		const known = this.#book.datapoints(device).filter((name) => datapoint === null || name === datapoint);
		const [name = ""] = known;
		const { memory } = this.#book.entry(device, name);
		if (known.length !== 1 || memory === null) throw new Failure("input", { field: "exchange", value: device });
		const counted: Counted = { readings: new Map(), events: [] };
		const origin: Origin = { device, datapoint: name, time: exchange.time, quality: "good" };
		this.#take(exchangeContinuous(memory, exchange), origin, counted);
		return counted;
	}

	#countOne(reading: Reading, counted: Counted): void {
		const device = this.pointOf(reading.device);
		const { memory } = this.#book.entry(device, reading.datapoint);
		// Where the id outlives the meter, the device behind it tells one meter from another.
		const meter = reading.meter ?? (this.#config.point === "" ? undefined : reading.device);
		const step = stepContinuous(memory, meter === undefined ? reading : { ...reading, meter }, this.#config.rules);
		if (step === null) return;
		this.#take(step, { ...reading, device }, counted);
	}

	#take(step: ContinuousStep, origin: Origin, { readings, events }: Counted): void {
		const { device, datapoint, time } = origin;
		const { memory, verdict, before, after } = step;
		const { told } = this.#book.entry(device, datapoint);
		const grown = growth(memory.total, told);
		const isTold = verdict !== "suspect" && (told === null || grown !== null);
		const isEvent = EVENTS.includes(verdict);
		const isUrgent = isEvent || verdict === "first";
		this.#book.set(device, datapoint, { memory, told: isTold ? memory.total : told, isUrgent });
		if (isEvent) {
			const type = verdict as CounterEvent["type"];
			events.push({ type, device, datapoint, unit: memory.unit, time, before, after });
		}
		if (!isTold) return;
		const own = readings.get(device) ?? [];
		readings.set(device, [...own, ...toldReadings(origin, step, grown)]);
	}
}
