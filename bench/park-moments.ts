import { PARK_COLUMNS, ReferencePark } from "../lib/simulation/reference-park.ts";
import type { Moment } from "./peers/store-peer.ts";

/** Moments of a day: one every 15 minutes. */
export const MOMENTS_PER_DAY = 96;

/** The reference park as plain numbers, moment by moment; it knows how long it took itself, so that only the others are measured. */
export class ParkMoments {
	readonly #park: ReferencePark;
	/** Milliseconds spent on making them. */
	ownMs = 0;

	constructor(meters: number) {
		this.#park = new ReferencePark(meters);
	}

	/** The next days. */
	*days(count: number): Generator<Moment> {
		for (let moment = 0; moment < count * MOMENTS_PER_DAY; moment += 1) {
			const start = performance.now();
			const time = this.#park.advance();
			const values = this.#park.values.map((mantissa, index) => {
				const exponent = PARK_COLUMNS[index % PARK_COLUMNS.length]?.exponent ?? 0;
				return exponent === 0 ? mantissa : mantissa / 10 ** -exponent;
			});
			this.ownMs += performance.now() - start;
			yield { time, values };
		}
	}
}
