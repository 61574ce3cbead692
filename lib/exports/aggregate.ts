import { Failure } from "../model/failure.ts";
import { Grid, nominalLength, parseInterval, type Slot } from "../model/interval.ts";
import type { Reading } from "../model/reading.ts";
import { DeltaCollector, LastBeforeCollector, NearestCollector } from "./boundary-collector.ts";
import type { CollectedRow, Collector } from "./collector.ts";
import { GivenCollector } from "./given-collector.ts";
import type { Layout } from "./layout.ts";
import type { PrintEnvironment } from "./print-environment.ts";
import { StatisticCollector } from "./statistic-collector.ts";

const FIVE_MINUTES = 300_000;

/** How far a reading may be from a boundary, ms; 0 where the aggregate looks at no boundary. */
export function windowOf({ aggregate, interval, window }: Layout): number {
	if (aggregate !== "nearest" && aggregate !== "last-before" && aggregate !== "delta") return 0;
	if (window > 0) return window * 1000;
	const length = nominalLength(parseInterval(interval));
	return aggregate === "last-before" ? length : Math.min(length / 2, FIVE_MINUTES);
}

/** Readings that a period [from, to) needs, which may lie a window outside of it. */
export function sourcePeriod(layout: Layout, from: number, to: number): { from: number; to: number } {
	const window = windowOf(layout);
	if (window === 0) return { from, to };
	return { from: from - window, to: layout.aggregate === "last-before" ? to + 1 : to + window + 1 };
}

/** Milliseconds after the end of a period until all readings that it needs can be there. */
export function settlingTime(layout: Layout): number {
	const looksAhead = layout.aggregate === "delta" || (layout.aggregate === "nearest" && layout.stamp === "end");
	return looksAhead ? windowOf(layout) : 0;
}

function collectorOf({ layout, context }: PrintEnvironment): Collector {
	if (context.isConsumption === true) return new GivenCollector();
	const window = windowOf(layout);
	if (layout.aggregate === "last-before") return new LastBeforeCollector(window);
	if (layout.aggregate === "delta") return new DeltaCollector(window);
	if (layout.aggregate === "raw" || layout.aggregate === "nearest") return new NearestCollector(window);
	return new StatisticCollector(layout.aggregate);
}

/** What is told of a row that is complete; `time` is its stamp. */
export type EmitRow = (time: number, values: readonly (Reading | null)[]) => void;

/** Turns readings in the order of time into rows on the grid of a layout's interval. */
export class Aggregator {
	readonly #environment: PrintEnvironment;
	readonly #emit: EmitRow;
	readonly #grid: Grid;
	readonly #collector: Collector;
	/** Only within a period that is known. */
	readonly #printsGaps: boolean;
	readonly #needed: { readonly from: number; readonly to: number };
	#slot: Slot | null = null;

	constructor(environment: PrintEnvironment, emit: EmitRow) {
		this.#environment = environment;
		this.#emit = emit;
		this.#grid = new Grid(parseInterval(environment.layout.interval), environment.zone);
		this.#collector = collectorOf(environment);
		const { layout, context } = environment;
		const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = context;
		this.#printsGaps = layout.gaps === "print" && Number.isFinite(to - from);
		this.#needed = context.isConsumption === true ? { from, to } : sourcePeriod(layout, from, to);
	}

	/** Readings too far outside of the period to matter are passed over. Throws Failure `input` for one that is earlier than what was closed. */
	add(index: number, reading: Reading): void {
		if (reading.time < this.#needed.from || reading.time >= this.#needed.to) return;
		let slot = this.#slot ?? this.#firstSlot(reading.time);
		while (reading.time >= slot.end) slot = this.#close(slot, reading.time);
		if (reading.time < slot.start) throw new Failure("input", { field: "time", value: reading.time });
		this.#collector.add(index, reading, slot);
		this.#slot = slot;
	}

	/** Emits what is still open, up to the end of the period. */
	finish(): void {
		const { from = 0, to = 0 } = this.#environment.context;
		let slot = this.#slot ?? (this.#printsGaps ? this.#grid.slotAt(from) : null);
		if (slot === null) return;
		const until = this.#printsGaps ? to : this.#endOfDay(slot);
		while (this.#collector.pending() || slot.start <= until) slot = this.#close(slot, slot.end);
		this.#slot = null;
	}

	/** In the row of a day every interval has its place. */
	#endOfDay(slot: Slot): number {
		if (this.#environment.layout.shape !== "day") return Number.NEGATIVE_INFINITY;
		const { zone, context } = this.#environment;
		const end = zone.dayStart(zone.dayStart(slot.start) + 30 * 3_600_000);
		return Math.min(end, context.to ?? end);
	}

	#firstSlot(time: number): Slot {
		const start = this.#startOf(time);
		return this.#grid.slotAt(this.#printsGaps ? Math.min(this.#environment.context.from ?? start, start) : start);
	}

	#startOf(time: number): number {
		const { zone, layout } = this.#environment;
		return layout.shape === "day" ? zone.dayStart(time) : time;
	}

	/** The slot that follows; without gaps to print, the one of the next reading as soon as nothing is open. */
	#close(slot: Slot, nextTime: number): Slot {
		const row = this.#collector.close(slot);
		if (row !== null) this.#offer(row);
		const goesOn = this.#collector.pending() || this.#printsGaps || this.#isWithinDay(slot, nextTime);
		return this.#grid.slotAt(goesOn ? slot.end : Math.max(slot.end, this.#startOf(nextTime)));
	}

	/** A day's row is left only from the first slot after it, which closes the last interval before. */
	#isWithinDay(slot: Slot, nextTime: number): boolean {
		if (this.#environment.layout.shape !== "day") return false;
		return slot.start !== this.#environment.zone.dayStart(slot.start) || nextTime < this.#endOfDay(slot);
	}

	#offer(row: CollectedRow): void {
		const { stamp } = this.#environment.layout;
		const present = row.values.some((value) => value !== null && value !== undefined);
		const isPrinted = present || this.#printsGaps || this.#environment.layout.shape === "day";
		if (!isPrinted || !this.#isWithin(row)) return;
		this.#emit(stamp === "start" ? row.start : row.end, row.values);
	}

	#isWithin({ start, end }: CollectedRow): boolean {
		const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = this.#environment.context;
		if (start < end) return start >= from && end <= to;
		return this.#environment.layout.stamp === "start" ? start >= from && start < to : start > from && start <= to;
	}
}
