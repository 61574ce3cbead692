import { matches } from "../../lib/formulas/virtual-point.ts";
import { parseDecimal } from "../../lib/model/decimal.ts";
import { Failure } from "../../lib/model/failure.ts";
import type { Reading } from "../../lib/model/reading.ts";
import type { ContinuousRules } from "../../lib/store/counter/continuous-counter.ts";
import { seriesKind } from "../../lib/store/engine/series-kind.ts";
import { type Config, textOf } from "../config-value.ts";

/** What the form says of counters. */
export interface CounterConfig {
	readonly rules: ContinuousRules;
	/** Id under which the count goes on whatever meter is behind it; empty: each device has its own. */
	readonly point: string;
	/** Whether a reading is one of the counters. */
	readonly isCounter: (reading: Reading) => boolean;
}

function decimalText(config: Config, field: string): string | null {
	const text = textOf(config, field).replace(",", ".");
	const value = text === "" ? null : parseDecimal(text);
	if (text !== "" && (value === null || value.mantissa < 0n)) throw new Failure("config", { field, value: text });
	return text === "" ? null : text;
}

function patterns(config: Config, field: string): readonly string[] {
	return textOf(config, field)
		.split(/[\s,;]+/)
		.filter(Boolean);
}

function isOneOf(wanted: readonly string[], text: string): boolean {
	return wanted.length === 0 || wanted.some((pattern) => matches(pattern, text));
}

/** What the form says; throws Failure `config` (details: field). */
export function counterConfigOf(config: Config): CounterConfig {
	const [devices, datapoints] = [patterns(config, "devices"), patterns(config, "datapoints")];
	const maxPerHour = decimalText(config, "maxPerHour");
	const modulus = decimalText(config, "modulus");
	const isNamed = datapoints.length > 0;
	return {
		rules: {
			modulus: modulus === "0" ? null : modulus,
			maxPerHour: maxPerHour === null ? null : Number(maxPerHour),
			start: decimalText(config, "start"),
		},
		point: textOf(config, "point"),
		isCounter: (reading) =>
			isOneOf(devices, reading.device) &&
			(isNamed ? isOneOf(datapoints, reading.datapoint) : seriesKind(reading) === "counter"),
	};
}
