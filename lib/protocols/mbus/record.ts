import type { FailureCode } from "../../model/failure.ts";
import type { Quantity } from "../../model/quantity.ts";
import type { Unit } from "../../model/unit.ts";

/** EN 13757-3, DIF bits 5–4; `manufacturer` is the block behind DIF 0F or 1F. */
export type RecordFunction = "instantaneous" | "maximum" | "minimum" | "error" | "manufacturer";

/** One data record of a telegram (EN 13757-3, clause 6), decoded and still linked to its bytes. */
export interface DataRecord {
	/** Position among the records of the telegram, from 0; fillers do not count. */
	readonly index: number;
	readonly function: RecordFunction;
	/** 0 … 2^41 − 1. */
	readonly storage: number;
	readonly tariff: number;
	readonly subunit: number;
	readonly quantity: Quantity;
	/** The unit of `value`, scaled to the plain unit: Wh, J, m³, W, °C, kg, s; compound where a VIFE says so (`Wh/s`). */
	readonly unit: Unit;
	/**
	 * Number, text, ISO 8601 local date or time, boolean, hex text (binary and manufacturer data, wire order),
	 * or null where the meter marks the value invalid or the bytes are no value.
	 */
	readonly value: number | string | boolean | null;
	/** Exact decimal text of a numeric value; null for anything else. */
	readonly exact: string | null;
	/** Names of the combinable VIFEs in wire order, e.g. `average`, `phase-l1`, `negative-contribution`, `upper-limit`. */
	readonly modifiers: readonly string[];
	/** Why the value is null or doubtful; null for a good one. */
	readonly reason: FailureCode | null;
	/** DIF and DIFEs as on the wire. */
	readonly dib: Uint8Array;
	/** VIF, VIFEs and plain-text unit as on the wire. */
	readonly vib: Uint8Array;
	/** The data bytes in wire order (without a length byte). */
	readonly raw: Uint8Array;
	/** Offset of the DIF from the start of the telegram handed in. */
	readonly offset: number;
	/** Bytes from the DIF to the last data byte. */
	readonly length: number;
}
