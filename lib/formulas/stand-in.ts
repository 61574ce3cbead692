import { Failure } from "../model/failure.ts";
import { type Fraction, ZERO } from "../model/fraction.ts";
import { type Measure, NUMBER } from "../model/measure.ts";
import type { UnitCatalogue } from "../model/unit-catalogue.ts";
import { baseValue, measureOf } from "./input-reading.ts";
import type { SlotState } from "./slot.ts";
import type { MissingRule } from "./virtual-point.ts";

/** A rule for missing values, made ready. */
export interface StandIn {
	readonly rule: "none" | "skip" | "last" | "substitute";
	/** The substitute, in base units; 0 for the other rules. */
	readonly base: Fraction;
	readonly measure: Measure;
	/** The substitute as what an input says. */
	readonly state: SlotState;
}

/** Makes a rule ready. Throws Failure `input` for a substitute that is no number. */
export function standInOf(rule: MissingRule, units: UnitCatalogue): StandIn {
	const measure = typeof rule === "string" ? NUMBER : measureOf(rule.unit, units);
	const base = typeof rule === "string" ? ZERO : baseValue(rule.value, measure);
	if (base === null) throw new Failure("input", { field: "missing" });
	const state: SlotState = {
		kind: { measure, isGroup: false },
		value: { value: base, previous: null },
		quality: "substituted",
		reason: "formula-input",
		isMissing: false,
	};
	return { rule: typeof rule === "string" ? rule : "substitute", base, measure, state };
}
