import { addDecimals, compareDecimals, type Decimal, divideDecimals } from "../model/decimal.ts";
import type { Slot } from "../model/interval.ts";
import { worseQuality } from "../model/quality.ts";
import type { Quality, Reading } from "../model/reading.ts";
import { type CollectedRow, type Collector, computed, decimalOf } from "./collector.ts";

/** Decimals that a mean gets beyond those of its readings. */
const EXTRA_DECIMALS = 6;

interface Statistic {
	count: number;
	sum: Decimal;
	min: Decimal;
	max: Decimal;
	quality: Quality;
	readonly first: Reading;
}

/** Mean, least or greatest of the numbers within an interval, exact; what has no number counts for nothing. */
export class StatisticCollector implements Collector {
	readonly #kind: "mean" | "min" | "max";
	#statistics: (Statistic | undefined)[] = [];

	constructor(kind: "mean" | "min" | "max") {
		this.#kind = kind;
	}

	add(index: number, reading: Reading): void {
		const value = decimalOf(reading);
		if (value === null) return;
		const known = this.#statistics[index];
		if (known === undefined) {
			const { quality } = reading;
			this.#statistics[index] = { count: 1, sum: value, min: value, max: value, quality, first: reading };
			return;
		}
		known.count += 1;
		known.sum = addDecimals(known.sum, value);
		if (compareDecimals(value, known.min) < 0) known.min = value;
		if (compareDecimals(value, known.max) > 0) known.max = value;
		known.quality = worseQuality(known.quality, reading.quality);
	}

	close({ start, end }: Slot): CollectedRow {
		const values = Array.from(this.#statistics, (statistic) =>
			statistic === undefined ? null : computed(statistic.first, this.#result(statistic), statistic.quality),
		);
		this.#statistics = [];
		return { start, end, values };
	}

	pending(): boolean {
		return this.#statistics.length > 0;
	}

	#result({ count, sum, min, max }: Statistic): Decimal {
		if (this.#kind === "min") return min;
		if (this.#kind === "max") return max;
		return divideDecimals(sum, { mantissa: BigInt(count), exponent: 0 }, EXTRA_DECIMALS - Math.min(0, sum.exponent));
	}
}
