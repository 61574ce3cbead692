import type { DataRecord } from "../protocols/mbus/record.ts";
import type { HexRange, MatchRule, NumberRange } from "./driver.ts";
import { printable } from "./printable.ts";
import type { ReadRecord } from "./read-records.ts";
import { isManufacturerSpecific } from "./vif-code.ts";

const ZERO: readonly NumberRange[] = [{ first: 0, last: 0 }];

/** What a rule looks at. */
export type MatchCandidate = Pick<ReadRecord, "record" | "occurrence" | "code">;

/** Whether a rule is for this record; what the rule does not say must be plain (see `MatchRule`). */
export function matchRecord(rule: MatchRule, candidate: MatchCandidate): boolean {
	const { record, occurrence } = candidate;
	return (
		matchesVif(rule, candidate) &&
		matchesFunction(rule, record) &&
		(rule.dataField === null || inHexRanges(rule.dataField, dataField(record))) &&
		(rule.occurrence === null || inRanges(rule.occurrence, occurrence)) &&
		inRanges(rule.storage ?? ZERO, record.storage) &&
		inRanges(rule.tariff ?? ZERO, record.tariff) &&
		inRanges(rule.subunit ?? ZERO, record.subunit) &&
		(rule.unit === null || rule.unit === printable(record.unit)) &&
		matchesModifiers(rule, record)
	);
}

/** Whether an upper-case hexadecimal text is in one of the ranges; only texts of the same length compare. */
export function inHexRanges(ranges: readonly HexRange[], text: string): boolean {
	return ranges.some(({ first, last }) => text.length === first.length && text >= first && text <= last);
}

function dataField({ dib }: DataRecord): string {
	return ((dib[0] ?? 0) & 0x0f).toString(16).toUpperCase();
}

function matchesVif({ vif }: MatchRule, { record, code }: MatchCandidate): boolean {
	if (vif === null) return true;
	return typeof vif === "string" ? vif === record.quantity : inHexRanges(vif, code);
}

function matchesFunction(rule: MatchRule, record: DataRecord): boolean {
	const wanted = rule.function ?? "instantaneous";
	return wanted === "any" ? record.function !== "manufacturer" : wanted === record.function;
}

function inRanges(ranges: readonly NumberRange[], value: number): boolean {
	return ranges.some(({ first, last }) => value >= first && value <= last);
}

function matchesModifiers({ modifiers, vif }: MatchRule, record: DataRecord): boolean {
	if (modifiers === "any" || (modifiers === null && comparesWholeChain(vif, record))) return true;
	const wanted = modifiers ?? [];
	if (wanted.length !== record.modifiers.length) return false;
	return wanted.length === 0 || sameWords(wanted, record.modifiers);
}

function sameWords(words: readonly string[], others: readonly string[]): boolean {
	const sorted = others.toSorted();
	return words.toSorted().every((modifier, index) => modifier === sorted[index]);
}

function comparesWholeChain(vif: MatchRule["vif"], record: DataRecord): boolean {
	return vif !== null && typeof vif !== "string" && isManufacturerSpecific(record.vib);
}
