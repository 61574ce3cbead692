import type { MissingRule, VirtualInput, VirtualPoint, VirtualTrigger } from "../../lib/formulas/virtual-point.ts";
import { Failure } from "../../lib/model/failure.ts";
import type { Quantity } from "../../lib/model/quantity.ts";
import { type Config, requiredNumber, requiredText, textOf, wholeNumberOf, wordOf } from "../config-value.ts";

const YEAR_SECONDS = 366 * 86_400;
const RULES = ["none", "skip", "last", "value"] as const;

/** `20.5 °C`: a number, then a unit. */
function substitute(text: string): MissingRule {
	const [value = "", ...unit] = text.split(/\s+/);
	return { value: value.replace(",", "."), unit: unit.join(" ") };
}

function missingRule(row: Config): MissingRule {
	const rule = wordOf(row, "missing", RULES);
	return rule === "value" ? substitute(requiredText(row, "substitute")) : rule;
}

function inputsOf(config: Config): Record<string, VirtualInput> {
	const rows = config["inputs"] ?? [];
	if (!Array.isArray(rows)) throw new Failure("config", { field: "inputs", value: String(rows).slice(0, 40) });
	const inputs = rows.map((row: unknown): [string, VirtualInput] => {
		const given: Config = { ...(row as object) };
		const [device, datapoint] = [requiredText(given, "device"), requiredText(given, "datapoint")];
		return [requiredText(given, "input"), { device, datapoint, missing: missingRule(given) }];
	});
	return Object.fromEntries(inputs);
}

function triggerOf(config: Config): VirtualTrigger {
	const trigger = wordOf(config, "trigger", ["any", "all", "period"]);
	if (trigger !== "period") return trigger;
	return { everyMs: requiredNumber(config, "period", [1, YEAR_SECONDS]) * 1000 };
}

/** The virtual datapoint that the form describes; throws Failure `config` (details: field). */
export function pointOf(config: Config): VirtualPoint {
	const maxAge = wholeNumberOf(config, "maxAge", [1, YEAR_SECONDS]);
	return {
		device: requiredText(config, "device"),
		datapoint: requiredText(config, "datapoint"),
		quantity: requiredText(config, "quantity") as Quantity,
		unit: textOf(config, "unit"),
		formula: requiredText(config, "formula"),
		inputs: inputsOf(config),
		trigger: triggerOf(config),
		maxAgeMs: maxAge === null ? null : maxAge * 1000,
	};
}
