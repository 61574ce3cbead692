import type { NodeMessage } from "node-red";
import { Failure } from "../lib/model/failure.ts";
import type { Reading } from "../lib/model/reading.ts";

function isReading(value: unknown): value is Reading {
	if (typeof value !== "object" || value === null) return false;
	const { device, datapoint, time, quality } = value as Partial<Reading>;
	return (
		typeof device === "string" &&
		typeof datapoint === "string" &&
		typeof time === "number" &&
		typeof quality === "string"
	);
}

/** The readings of a message; throws Failure `input` where the payload is anything else. */
export function readingsOf(message: NodeMessage): readonly Reading[] {
	const { payload } = message;
	if (!Array.isArray(payload) || !payload.every(isReading)) throw new Failure("input", { field: "payload" });
	return payload;
}
