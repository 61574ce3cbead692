import type { FailureCode } from "../../lib/model/failure.ts";
import type { Reading } from "../../lib/model/reading.ts";

type Datapoint = Pick<Reading, "datapoint" | "quantity" | "unit">;

/** What a meter has when nothing else of it is known: the status byte of its header. */
const STATUS: Datapoint = { datapoint: "status", quantity: "state", unit: "" };

/** Remembers which datapoints a meter has, so that a failed read can say of each of them that its value is missing. */
export class KnownDatapoints {
	readonly #datapoints = new Map<string, readonly Datapoint[]>();

	/** Notes what a meter answered. */
	learn(device: string, readings: readonly Reading[]): void {
		const datapoints = readings.map(({ datapoint, quantity, unit }) => ({ datapoint, quantity, unit }));
		this.#datapoints.set(device, datapoints);
	}

	/** One reading without a value per datapoint. */
	bad(device: string, reason: FailureCode, time: number): Reading[] {
		const datapoints = this.#datapoints.get(device) ?? [STATUS];
		return datapoints.map((datapoint) => ({ device, ...datapoint, value: null, time, quality: "bad", reason }));
	}
}
