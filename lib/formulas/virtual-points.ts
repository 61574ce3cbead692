import { type Failure, toFailure } from "../model/failure.ts";
import type { Reading } from "../model/reading.ts";
import { inputReading } from "./input-reading.ts";
import { feeds, orderPoints } from "./order-points.ts";
import { PointState } from "./point-state.ts";
import type { Slot } from "./slot.ts";
import type { Catalogues, VirtualPoint } from "./virtual-point.ts";

/** Where virtual datapoints live. */
export interface VirtualOptions extends Catalogues {
	/** Tags of a device; default none. */
	readonly tagsOf?: (device: string) => readonly string[];
	/** Told of what could not be computed, for each reading that it happens at. */
	readonly onFailure?: (failure: Failure, point: VirtualPoint) => void;
}

interface Route {
	readonly state: PointState;
	readonly slot: Slot;
}

/** Virtual datapoints that compute themselves from the readings that come by, in the same time however many series there are. */
export class VirtualPoints {
	readonly #options: VirtualOptions;
	/** Each after those it is computed from. */
	readonly #states: readonly PointState[];
	readonly #routes = new Map<string, readonly Route[]>();

	/** Throws the Failures of `checkedPoint`, and `formula` for points that are computed from one another in a circle. */
	constructor(points: readonly VirtualPoint[], options: VirtualOptions) {
		this.#options = options;
		this.#states = orderPoints(points, options.tagsOf).map((point) => new PointState(point, options));
	}

	/** Takes readings, all at once, and gives the virtual readings that follow from them. */
	take(readings: readonly Reading[]): Reading[] {
		const touched = new Set<PointState>();
		for (const reading of readings) this.#feed(reading, touched);
		const results: Reading[] = [];
		for (const state of this.#states) {
			const result = touched.has(state) ? this.#computed(state) : null;
			if (result === null) continue;
			results.push(result);
			this.#feed(result, touched);
		}
		return results;
	}

	/** Takes what was known before a restart; nothing follows from it. */
	prime(readings: readonly Reading[]): void {
		for (const reading of readings) this.#feed(reading, new Set());
	}

	#computed(state: PointState): Reading | null {
		try {
			return state.compute();
		} catch (error) {
			this.#options.onFailure?.(toFailure(error), state.point);
			return null;
		}
	}

	#feed(reading: Reading, touched: Set<PointState>): void {
		const series = `${reading.device}\n${reading.datapoint}`;
		const routes = this.#routes.get(series) ?? this.#routesOf(series, reading);
		if (routes.length === 0) return;
		const taken = inputReading(reading, this.#options.units);
		for (const { state, slot } of routes) {
			try {
				if (slot.take(series, taken)) touched.add(state);
			} catch (error) {
				this.#options.onFailure?.(toFailure(error), state.point);
			}
		}
	}

	#routesOf(series: string, reading: Reading): readonly Route[] {
		const tagsOf = this.#options.tagsOf ?? (() => []);
		const routes = this.#states.flatMap((state) => {
			const { device, datapoint } = state.point;
			if (device === reading.device && datapoint === reading.datapoint) return [];
			return state.inputs.filter(({ input }) => feeds(reading, input, tagsOf)).map(({ slot }) => ({ state, slot }));
		});
		this.#routes.set(series, routes);
		return routes;
	}
}
