import type { Quantity } from "../../model/quantity.ts";
import type { Unit } from "../../model/unit.ts";
import { hexByte } from "./header.ts";
import { FB_23_ELECTRICITY, FB_VIFS, FD_FD_VIFS, FD_VIFS, PRIMARY_VIFS, TEXT_UNITS, type VifRow } from "./vif-table.ts";
import { COMBINABLE_VIFES, EXTENDED_VIFES, type VifeRow } from "./vife-table.ts";

/** What a VIF and its VIFEs say about the data behind them. */
export interface Meaning {
	readonly quantity: Quantity;
	readonly unit: Unit;
	/** The value is (data × 10^exponent + addend) × factor. */
	readonly exponent: number;
	readonly factor: number;
	/** Power of ten that is added; null for nothing. */
	readonly addend: number | null;
	/**
	 * `date`: type F, G, I or J. `bytes`: variable data is bytes, not text. `level`: dBm; of one byte, a positive one is
	 * the radio chip's 2n − 130 (EN 13757-4), as no receiver sees milliwatts.
	 */
	readonly kind: "number" | "date" | "bytes" | "level";
	/** Leading zeros of BCD digits belong to the number. */
	readonly digits: boolean;
	/** 80…00 is a value. */
	readonly bits: boolean;
	readonly unsigned: boolean;
	/** Record error: there is no value. */
	readonly failed: boolean;
	readonly modifiers: readonly string[];
}

const NONE: readonly string[] = [];
const UNKNOWN = meaningOf({ first: 0, last: 0, quantity: "unknown", unit: "", exponent: 0 }, 0);

function meaningOf(row: VifRow, code: number): Meaning {
	return {
		quantity: row.quantity,
		unit: row.unit,
		exponent: row.exponent + code - row.first,
		factor: row.factor ?? 1,
		addend: null,
		kind: row.kind ?? "number",
		digits: row.digits ?? false,
		bits: row.bits ?? false,
		unsigned: row.unsigned ?? false,
		failed: false,
		modifiers: row.modifiers ?? NONE,
	};
}

function meanings(rows: readonly VifRow[]): readonly Meaning[] {
	const table = new Array<Meaning>(128).fill(UNKNOWN);
	for (const row of rows) {
		for (let code = row.first; code <= row.last; code++) table[code] = meaningOf(row, code);
	}
	return table;
}

function vifes(rows: readonly VifeRow[]): readonly (VifeRow | undefined)[] {
	const table = new Array<VifeRow | undefined>(128).fill(undefined);
	for (const row of rows) table[row.code] = row;
	return table;
}

const PRIMARY = meanings(PRIMARY_VIFS);
const FB = meanings(FB_VIFS);
const FD = meanings(FD_VIFS);
const FD_FD = meanings(FD_FD_VIFS);
const FB_23 = meaningOf(FB_23_ELECTRICITY, 0x23);
const COMBINABLE = vifes(COMBINABLE_VIFES);
const EXTENDED = vifes(EXTENDED_VIFES);
const TEXTS = new Map<string, Quantity>(TEXT_UNITS.map(({ text, quantity }) => [text, quantity]));

/** VIFE FC: the next one is from the second table. */
const EXTENSION = 0xfc;
/** Medium 02 of a header: electricity. */
const ELECTRICITY = 0x02;

/** Meaning of a VIF with its VIFEs (without a text unit, which `text` hands in); `medium` decides FB 23. */
export function resolveMeaning(codes: Uint8Array, text: string | null, medium: number | null): Meaning {
	const first = codes[0] ?? 0;
	if (first < 0x80) return text === null ? (PRIMARY[first] ?? UNKNOWN) : textMeaning(text);
	if ((first & 0x7f) === 0x7f) return specific(PRIMARY[0x7f] ?? UNKNOWN, codes, 1);
	const [base, next] = text === null ? baseOf(codes, first, medium) : [textMeaning(text), 1];
	return next >= codes.length ? base : combine(base, codes, next);
}

function baseOf(codes: Uint8Array, first: number, medium: number | null): readonly [Meaning, number] {
	const second = (codes[1] ?? 0) & 0x7f;
	if (first === 0xfb) return [second === 0x23 && medium === ELECTRICITY ? FB_23 : (FB[second] ?? UNKNOWN), 2];
	if (first !== 0xfd) return [PRIMARY[first & 0x7f] ?? UNKNOWN, 1];
	if (codes[1] === 0xfd) return [FD_FD[(codes[2] ?? 0) & 0x7f] ?? UNKNOWN, 3];
	return [FD[second] ?? UNKNOWN, 2];
}

function textMeaning(text: string): Meaning {
	return { ...UNKNOWN, quantity: TEXTS.get(text) ?? "unknown", unit: text };
}

/** The rest of the VIFEs is the maker's: each one becomes a modifier `manufacturer-XX`. */
function specific(base: Meaning, codes: Uint8Array, from: number): Meaning {
	const names = Array.from(codes.subarray(from), (code) => `manufacturer-${hexByte(code & 0x7f)}`);
	return { ...base, modifiers: [...base.modifiers, ...names] };
}

type Draft = { -readonly [Key in keyof Meaning]: Meaning[Key] } & { modifiers: string[] };

function combine(base: Meaning, codes: Uint8Array, from: number): Meaning {
	const draft: Draft = { ...base, modifiers: [...base.modifiers] };
	for (let index = from; index < codes.length; index++) {
		const byte = codes[index] ?? 0;
		if ((byte & 0x7f) === 0x7f) return maker(draft, codes, index + 1);
		if (byte === EXTENSION) applyCode(draft, EXTENDED, codes[++index] ?? 0);
		else applyCode(draft, COMBINABLE, byte);
	}
	return draft;
}

function applyCode(draft: Draft, table: readonly (VifeRow | undefined)[], byte: number): void {
	const row = table[byte & 0x7f];
	if (row !== undefined) apply(draft, row);
	else draft.modifiers.push(`unknown-${table === EXTENDED ? "FC" : ""}${hexByte(byte & 0x7f)}`);
}

function maker(draft: Draft, codes: Uint8Array, from: number): Meaning {
	if (from < codes.length) return specific(draft, codes, from);
	draft.modifiers.push("manufacturer-specific");
	return draft;
}

function apply(draft: Draft, row: VifeRow): void {
	if (row.name !== null) draft.modifiers.push(row.name);
	switch (row.effect) {
		case "error":
			draft.failed = true;
			break;
		case "unit":
			draft.unit = joinUnit(draft.unit, row.unit);
			break;
		case "scale":
			draft.exponent += row.exponent;
			if (draft.addend !== null) draft.addend += row.exponent;
			break;
		case "add":
			draft.addend = row.exponent;
			break;
		case "unsigned":
			draft.unsigned = true;
			break;
		case "none":
			break;
		default:
			replace(draft, row);
	}
}

type Replacing = Extract<VifeRow, { effect: "date" | "duration" | "count" | "non-metric" }>;

/** Effects after which the unit of the VIF no longer holds. */
function replace(draft: Draft, row: Replacing): void {
	if (row.effect === "non-metric") {
		draft.unit = draft.unit === "°C" || draft.unit === "K" ? "°F" : "";
		return;
	}
	Object.assign(draft, { unit: "", exponent: 0, factor: 1, addend: null, digits: false, unsigned: false });
	draft.kind = row.effect === "date" ? "date" : "number";
	if (row.effect === "date") draft.quantity = "date";
	if (row.effect === "count") draft.quantity = "count";
	if (row.effect === "duration") Object.assign(draft, { quantity: "duration", unit: "s", factor: row.factor });
}

function joinUnit(unit: Unit, suffix: string): Unit {
	if (unit !== "") return unit + suffix;
	return suffix.startsWith("/") ? `1${suffix}` : suffix.slice(1);
}
