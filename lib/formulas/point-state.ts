import { doubleHolds } from "../model/decimal.ts";
import type { FailureCode } from "../model/failure.ts";
import { worseQuality } from "../model/quality.ts";
import type { Quality, Reading } from "../model/reading.ts";
import { type BoundFormula, bindFormula, type InputKind } from "./bind-formula.ts";
import type { Formula } from "./formula-node.ts";
import { GroupSlot } from "./group-slot.ts";
import { SingleSlot } from "./single-slot.ts";
import type { Slot, SlotState } from "./slot.ts";
import { standInOf } from "./stand-in.ts";
import { type Catalogues, checkedPoint, isGroup, type VirtualInput, type VirtualPoint } from "./virtual-point.ts";

/** An input with what it has heard. */
export interface PointInput {
	readonly input: VirtualInput;
	readonly slot: Slot;
}

function kindText(kind: InputKind): string {
	return kind === null || kind === "boolean" ? String(kind) : `${kind.isGroup} ${kind.measure.symbol}`;
}

/** The quality of the worst input, with its reason. */
function worstOf(states: readonly SlotState[]): { quality: Quality; reason: FailureCode | null } {
	return states.reduce<{ quality: Quality; reason: FailureCode | null }>(
		(worst, { quality, reason }) =>
			worseQuality(worst.quality, quality) === worst.quality ? worst : { quality, reason },
		{ quality: "good", reason: null },
	);
}

/** A computed text as the value of a reading. */
export function computedValue(text: string | boolean): { value: number | boolean; exact?: string } {
	if (typeof text === "boolean") return { value: text };
	const value = Number(text);
	return doubleHolds(value, text) ? { value } : { value, exact: text };
}

/** A virtual datapoint at work. */
export class PointState {
	readonly point: VirtualPoint;
	readonly inputs: readonly PointInput[];
	readonly #formula: Formula;
	readonly #catalogues: Catalogues;
	#bound: { readonly kinds: string; readonly formula: BoundFormula } | null = null;
	#last = Number.NEGATIVE_INFINITY;
	#wasGood = false;

	/** Throws the Failures of `checkedPoint`. */
	constructor(point: VirtualPoint, catalogues: Catalogues) {
		this.point = point;
		this.#catalogues = catalogues;
		this.#formula = checkedPoint(point, catalogues);
		const maxAgeMs = point.maxAgeMs ?? Number.POSITIVE_INFINITY;
		this.inputs = this.#formula.inputs.map((name) => {
			const input = point.inputs[name] ?? { device: "", datapoint: "" };
			const standIn = standInOf(input.missing ?? "none", catalogues.units);
			return { input, slot: new (isGroup(input) ? GroupSlot : SingleSlot)(maxAgeMs, standIn) };
		});
	}

	/** The reading that is due after new inputs; null where none is. Throws Failure `unit-mismatch`, `unit-unknown`, `formula`. */
	compute(): Reading | null {
		const time = this.inputs.reduce((newest, { slot }) => Math.max(newest, slot.newest), Number.NEGATIVE_INFINITY);
		if (time <= this.#last || !this.#isDue(time)) return null;
		this.#last = time;
		const states = this.inputs.map(({ slot }) => slot.read(time));
		for (const { slot } of this.inputs) slot.settle();
		const missing = states.find(({ isMissing }) => isMissing);
		const result = missing === undefined ? this.#bind(states).evaluate(states.map(({ value }) => value)) : null;
		if (result !== null) return this.#good(time, result, states);
		const isSkipped = states.some(({ reason }) => reason === "formula-input");
		return this.#bad(time, missing?.reason ?? (isSkipped ? "formula-input" : "out-of-range"));
	}

	#isDue(time: number): boolean {
		const { trigger = "any" } = this.point;
		if (trigger === "any") return true;
		if (trigger === "all") return this.inputs.every(({ slot }) => slot.isFresh);
		return Math.floor(time / trigger.everyMs) > Math.floor(this.#last / trigger.everyMs);
	}

	#bind(states: readonly SlotState[]): BoundFormula {
		const kinds = states.map(({ kind }) => kindText(kind)).join("\n");
		if (this.#bound?.kinds !== kinds) {
			const inputs = states.map(({ kind }) => kind);
			const options = { inputs, unit: this.point.unit, catalogue: this.#catalogues.units };
			this.#bound = { kinds, formula: bindFormula(this.#formula, options) };
		}
		return this.#bound.formula;
	}

	#good(time: number, result: string | boolean, states: readonly SlotState[]): Reading {
		this.#wasGood = true;
		const { device, datapoint, quantity, unit } = this.point;
		const { quality, reason } = worstOf(states);
		const known = { device, datapoint, quantity, unit, time, quality, ...computedValue(result) };
		return reason === null ? known : { ...known, reason };
	}

	/** Said once, where there was a value before. */
	#bad(time: number, reason: FailureCode): Reading | null {
		const { device, datapoint, quantity, unit } = this.point;
		if (!this.#wasGood) return null;
		this.#wasGood = false;
		return { device, datapoint, quantity, unit, time, value: null, quality: "bad", reason };
	}
}
