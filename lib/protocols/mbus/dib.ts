import type { FailureCode } from "../../model/failure.ts";
import type { RecordFunction } from "./record.ts";

/** Where and why a record cannot be read. */
export interface Defect {
	readonly code: FailureCode;
	/** Position in the data handed in. */
	readonly at: number;
}

/** What the DIF and its DIFEs say (EN 13757-3, 6.3). */
export interface Dib {
	readonly code: null;
	/** Low four bits of the DIF: kind and length of the data. */
	readonly field: number;
	readonly function: RecordFunction;
	readonly storage: number;
	readonly tariff: number;
	readonly subunit: number;
	readonly bytes: Uint8Array;
}

/** EN 13757-3, 6.3: at most this many DIFEs, and VIFEs, in one record. */
export const EXTENSION_MAXIMUM = 10;

const FUNCTIONS: readonly RecordFunction[] = ["instantaneous", "maximum", "minimum", "error"];

const PLAIN: readonly Dib[] = Array.from({ length: 128 }, (_, dif) => ({
	code: null,
	field: dif & 0x0f,
	function: FUNCTIONS[(dif >> 4) & 3] ?? "instantaneous",
	storage: dif >> 6,
	tariff: 0,
	subunit: 0,
	bytes: Uint8Array.of(dif),
}));

/** Reads the DIF at `position` and its DIFEs. */
export function readDib(data: Uint8Array, position: number): Dib | Defect {
	const dif = data[position] ?? 0;
	return PLAIN[dif] ?? readExtended(data, position, dif);
}

function readExtended(data: Uint8Array, position: number, dif: number): Dib | Defect {
	let storage = (dif >> 6) & 1;
	let tariff = 0;
	let subunit = 0;
	let end = position + 1;
	for (let number = 0, extended = true; extended; number++, end++) {
		const dife = data[end];
		if (dife === undefined) return { code: "record-header", at: end };
		if (number === EXTENSION_MAXIMUM) return { code: "too-many-dife", at: end };
		// Storage numbers reach 41 bits: shifting would cut them.
		storage += (dife & 0x0f) * 2 ** (1 + 4 * number);
		tariff += ((dife >> 4) & 3) * 4 ** number;
		subunit += ((dife >> 6) & 1) * 2 ** number;
		extended = dife >= 0x80;
	}
	const kind = PLAIN[dif & 0x7f];
	return {
		code: null,
		field: dif & 0x0f,
		function: kind?.function ?? "instantaneous",
		storage,
		tariff,
		subunit,
		bytes: data.subarray(position, end),
	};
}
