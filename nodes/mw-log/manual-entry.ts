import type { NodeMessage } from "node-red";
import { Failure } from "../../lib/model/failure.ts";
import type { Reading } from "../../lib/model/reading.ts";
import type { MeterExchange } from "../../lib/store/reading-log.ts";

/** Who said so, for the record. */
export function authorOf({ by }: NodeMessage): string {
	return typeof by === "string" && by.trim() !== "" ? by.trim() : "flow";
}

/** What replaces a reading is never its true value: `good` becomes `substituted`. */
export function substitutes(readings: readonly Reading[]): Reading[] {
	return readings.map((reading) => (reading.quality === "good" ? { ...reading, quality: "substituted" } : reading));
}

function text(value: unknown, field: string): string {
	if (typeof value !== "string" || value === "") throw new Failure("input", { field: `exchange.${field}` });
	return value;
}

function counter(value: unknown, field: string): string | null {
	if (value === undefined || value === null || value === "") return null;
	const number = typeof value === "number" ? String(value) : value;
	if (typeof number !== "string" || !/^[+-]?\d+(\.\d+)?$/.test(number))
		throw new Failure("input", { field: `exchange.${field}` });
	return number;
}

/** The exchange that `msg.exchange` describes; `now` (UTC ms) is its time where it names none. Throws Failure `input` (details: field). */
export function exchangeOf(message: NodeMessage, now: number): MeterExchange {
	const { exchange } = message;
	if (typeof exchange !== "object" || exchange === null) throw new Failure("input", { field: "exchange" });
	const { device = message.topic, datapoint, time = now, end, start } = exchange as Record<string, unknown>;
	if (typeof time !== "number" || !Number.isFinite(time)) throw new Failure("input", { field: "exchange.time" });
	return {
		device: text(device, "device"),
		datapoint: text(datapoint, "datapoint"),
		time,
		end: counter(end, "end"),
		start: counter(start, "start"),
		by: authorOf(message),
	};
}
