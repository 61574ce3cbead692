import { addDecimals, type Decimal, decimalText, parseDecimal } from "../../model/decimal.ts";
import type { FailureCode } from "../../model/failure.ts";
import { FIELDS, type FixedField } from "./fields.ts";
import { type Meaning, resolveMeaning } from "./meaning.ts";
import type { Value } from "./number-value.ts";
import type { DataRecord } from "./record.ts";
import { dataValue } from "./value.ts";

/** One value of a compact profile. */
export interface ProfileElement extends Value {
	/** Storage number, or register number of a profile with registers. */
	readonly storage: number;
}

/** A row of values that share one header (EN 13757-3, annex F). */
export interface CompactProfile {
	/** `absolute` values, or differences that the elements still hold when no base was given. */
	readonly mode: "absolute" | "increments" | "decrements" | "differences";
	/** Time between two elements; null when the elements are columns, not points in time. */
	readonly spacing: ProfileSpacing | null;
	readonly elements: ProfileElement[];
	/** `record-data` for a profile that cannot be read, with a reserved spacing or element type. */
	readonly code: FailureCode | null;
}

/** Time between two elements. */
export interface ProfileSpacing {
	readonly count: number;
	readonly unit: "s" | "min" | "h" | "d" | "half-month" | "month";
}

const PROFILES: ReadonlySet<string> = new Set([
	"inverse-compact-profile",
	"compact-profile-registers",
	"compact-profile",
]);
const MODES = ["absolute", "increments", "decrements", "differences"] as const;
const UNITS = ["s", "min", "h", "d"] as const;
const LONG_SPACINGS: Readonly<Record<string, ProfileSpacing>> = {
	"253/3": { count: 1, unit: "half-month" },
	"254/1": { count: 6, unit: "month" },
	"254/2": { count: 3, unit: "month" },
	"254/3": { count: 1, unit: "month" },
};

/**
 * Takes a compact profile apart; null when the record is none. `base` is the record with the same VIF and the storage
 * number of the profile: with it, differences become values. The first element has the next storage number.
 */
export function decodeCompactProfile(record: DataRecord, base?: DataRecord): CompactProfile | null {
	if (!record.modifiers.some((modifier) => PROFILES.has(modifier))) return null;
	const [control = 0, spacingByte = 0] = record.raw;
	const mode = MODES[control >> 6] ?? "absolute";
	const unit = (control >> 4) & 3;
	const field = FIELDS[control & 0x0f] ?? null;
	const spacing = spacingByte === 0 ? null : spacingOf(spacingByte, unit);
	const defect = record.raw.length < 2 || field === null || field.length === 0 || spacing === undefined;
	if (defect) return { mode, spacing: spacing ?? null, elements: [], code: "record-data" };
	const elements = readElements(record, field, mode);
	const sign = signOf(mode, record.modifiers.includes("inverse-compact-profile"));
	const start = base?.exact ?? null;
	if (sign === 0n || start === null) return { mode, spacing, elements, code: null };
	return { mode: "absolute", spacing, elements: accumulate(elements, start, sign), code: null };
}

function spacingOf(byte: number, unit: number): ProfileSpacing | undefined {
	if (byte <= 250) return { count: byte, unit: UNITS[unit] ?? "s" };
	return LONG_SPACINGS[`${byte}/${unit}`];
}

/** Which way a difference leads to the next element; inverse profiles go back in time. */
function signOf(mode: CompactProfile["mode"], inverse: boolean): bigint {
	if (mode === "absolute") return 0n;
	return (mode === "decrements") === inverse ? 1n : -1n;
}

function readElements(record: DataRecord, field: FixedField, mode: CompactProfile["mode"]): ProfileElement[] {
	const unsigned = mode === "increments" || mode === "decrements";
	const meaning: Meaning = { ...resolveMeaning(record.vib, null, null), unsigned };
	const elements: ProfileElement[] = [];
	for (let at = 2; at + field.length <= record.raw.length; at += field.length) {
		const data = record.raw.subarray(at, at + field.length);
		const missing = data.every((byte) => byte === 0xff);
		if (missing && mode !== "absolute") break;
		const storage = record.storage + 1 + elements.length;
		const value: Value = missing ? { value: null, exact: null, reason: null } : dataValue(field.kind, data, meaning);
		elements.push({ storage, ...value });
	}
	return elements;
}

function accumulate(elements: readonly ProfileElement[], start: string, sign: bigint): ProfileElement[] {
	let sum = parseDecimal(start);
	return elements.map((element) => {
		const difference = parseDecimal(element.exact ?? "");
		// Behind a missing difference nothing can be known.
		sum = sum === null || difference === null ? null : addDecimals(sum, times(difference, sign));
		if (sum === null) return { ...element, value: null, exact: null };
		const exact = decimalText(sum);
		return { ...element, value: Number(exact), exact };
	});
}

function times({ mantissa, exponent }: Decimal, sign: bigint): Decimal {
	return { mantissa: sign * mantissa, exponent };
}
