import { PARK_COLUMNS, PARK_START, PARK_STEP, ReferencePark } from "../lib/simulation/reference-park.ts";
import { fraction } from "../lib/simulation/seeded-random.ts";
import type { SeriesRows } from "../lib/store/chunk/series-rows.ts";

/** How the reference park is measured: when a telegram of a meter comes, or whether it does. */
export interface ParkVariant {
	readonly name: string;
	/** Milliseconds after the tick; null for a telegram that is missing. */
	readonly delayMs: (meter: number, tick: number) => number | null;
	/** The first meter counts from beyond 2^53, in columns of 64 bits. */
	readonly isWide?: boolean;
}

/** The park as it is, and as real lines make it. */
export const PARK_VARIANTS: readonly ParkVariant[] = [
	{ name: "aligned", delayMs: () => 0 },
	{ name: "seconds of jitter", delayMs: (meter, tick) => 1000 * Math.floor(3 * fraction("second", meter, tick)) },
	{ name: "ms of jitter", delayMs: (meter, tick) => Math.floor(2000 * fraction("ms", meter, tick)) },
	{ name: "2 % missing", delayMs: (meter, tick) => (fraction("gap", meter, tick) < 0.02 ? null : 0) },
	{ name: "64-bit counters", delayMs: () => 0, isWide: true },
];

const WIDE_START = 2n ** 60n;

/** The values of a park as columns over some ticks. */
export class ParkTable {
	readonly meters: number;
	readonly ticks: number;
	readonly #columns: readonly Float64Array[];

	constructor(meters: number, ticks: number) {
		this.meters = meters;
		this.ticks = ticks;
		const park = new ReferencePark(meters);
		this.#columns = Array.from(park.values, () => new Float64Array(ticks));
		for (let tick = 0; tick < ticks; tick += 1) {
			park.advance();
			for (const [index, column] of this.#columns.entries()) column[tick] = park.values[index] ?? 0;
		}
	}

	/** What a meter's block holds of the ticks [from, to). */
	block(meter: number, variant: ParkVariant, from: number, to: number): SeriesRows[] {
		const present: number[] = [];
		const stamps: number[] = [];
		for (let tick = from; tick < to; tick += 1) {
			const delay = variant.delayMs(meter, tick);
			if (delay === null) continue;
			present.push(tick);
			stamps.push(PARK_START + tick * PARK_STEP + delay);
		}
		const times = Float64Array.from(stamps);
		return PARK_COLUMNS.map(({ exponent }, index): SeriesRows => {
			const sid = meter * PARK_COLUMNS.length + index;
			const own = this.#columns[sid] ?? new Float64Array(0);
			const values = Float64Array.from(present, (tick) => own[tick] ?? 0);
			const isWide = variant.isWide === true && meter === 0 && exponent === 0;
			const common = { sid, exponent, times, quality: new Uint32Array(times.length) };
			if (!isWide) return { ...common, type: 0, values };
			return { ...common, type: 1, values: BigInt64Array.from(values, (value) => WIDE_START + BigInt(value)) };
		});
	}
}
