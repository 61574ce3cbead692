import type { Decimal } from "../model/decimal.ts";
import type { FailureCode } from "../model/failure.ts";
import type { Quantity } from "../model/quantity.ts";
import type { Quality } from "../model/reading.ts";
import type { Unit } from "../model/unit.ts";
import type { RecordFunction } from "../protocols/mbus/record.ts";

/** A span of numbers, both ends included; `last` is Infinity for `any`. */
export interface NumberRange {
	readonly first: number;
	readonly last: number;
}

/** A span of equally long upper-case hexadecimal texts, both ends included: VIF codes or ids. */
export interface HexRange {
	readonly first: string;
	readonly last: string;
}

/** Which devices a driver is for; null means any. */
export interface DetectRule {
	/** Three letters. */
	readonly manufacturer: string;
	readonly version: readonly HexRange[] | null;
	readonly medium: readonly HexRange[] | null;
	/** Eight characters each. */
	readonly id: readonly HexRange[] | null;
}

/**
 * Which records a rule is for. A null field was not written down: then any VIF, but only function
 * `instantaneous`, storage 0, tariff 0, subunit 0 and no modifier match.
 */
export interface MatchRule {
	/**
	 * A quantity, or VIF codes without extension bits: `06`, `FD48`, `FB02`; with the manufacturer's own chain where
	 * there is one, `FF13`, `FD49FF01`.
	 */
	readonly vif: Quantity | readonly HexRange[] | null;
	/** Text that the meter sends as unit (VIF 7C). */
	readonly unit: Unit | null;
	/** Data fields of the DIF (EN 13757-3, table 4), e.g. `5` for float32; null is any of them. */
	readonly dataField: readonly HexRange[] | null;
	readonly function: RecordFunction | "any" | null;
	readonly storage: readonly NumberRange[] | null;
	readonly tariff: readonly NumberRange[] | null;
	readonly subunit: readonly NumberRange[] | null;
	/** Which of the records with the same DIF and VIF chains, from 1; null is each of them. */
	readonly occurrence: readonly NumberRange[] | null;
	/** Exactly these, in any order; `any` for whatever a record has. */
	readonly modifiers: readonly string[] | "any" | null;
}

/** What a value is called and in which unit it is handed out. */
export interface DatapointName {
	/** May hold `{storage}`, `{tariff}` and `{subunit}` where one rule names many records. */
	readonly name: string;
	/** Null: the record's own. */
	readonly quantity: Quantity | null;
	/** Null: the record's own, and none for a text. */
	readonly unit: Unit | null;
	/** What the number on the wire is in, where the VIF says another (varh under a VIF for Wh); null believes the VIF. */
	readonly wireUnit: Unit | null;
	/** Factor on the record's value; null is 1. */
	readonly scale: Decimal | null;
	/** Where a counter begins again at zero, in the unit handed out: many meters roll over at their display. Null: as its data type says. */
	readonly modulus: Decimal | null;
}

/** One datapoint and the records it is read from. */
export interface DatapointRule extends DatapointName {
	readonly matches: readonly MatchRule[];
}

/** How the bytes of a field of the manufacturer block are meant. */
export type FieldType = "unsigned" | "signed" | "bcd" | "real" | "text" | "hex";

/** One field at a fixed place of the manufacturer block. */
export interface ManufacturerField extends DatapointName {
	/** Bytes from the first byte behind the DIF 0F or 1F. */
	readonly offset: number;
	/** Bytes, 1–252; 4 or 8 for `real`. */
	readonly length: number;
	readonly type: FieldType;
	/** Which byte comes first; null is `lsb`, as everywhere in EN 13757-3. */
	readonly order: "lsb" | "msb" | null;
}

/** A reading that a test telegram must yield. */
export interface ExpectedReading {
	readonly datapoint: string;
	/** Plain decimal text, text, or null for a reading without a value. */
	readonly value: string | null;
	readonly unit: Unit | null;
	/** Null: not looked at. */
	readonly quality: Quality | null;
	readonly reason: FailureCode | null;
}

/** The telegrams of one read, hex as written, and what they must yield. */
export interface DriverTest {
	readonly telegrams: readonly string[];
	readonly readings: readonly ExpectedReading[];
}

/** All that is known of one kind of device, as its XML file says it. */
export interface Driver {
	readonly name: string;
	readonly protocol: "mbus";
	readonly title: string | null;
	/** What happens to records that no rule names; null is `keep`, with generic names. */
	readonly rest: "keep" | "hide" | null;
	readonly note: string | null;
	readonly detect: readonly DetectRule[];
	readonly datapoints: readonly DatapointRule[];
	/** Records that are left out; a datapoint that matches comes first. */
	readonly hide: readonly MatchRule[];
	readonly manufacturerData: readonly ManufacturerField[];
	readonly tests: readonly DriverTest[];
}
