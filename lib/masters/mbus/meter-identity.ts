import { toHex } from "../../model/hex.ts";
import type { Frame } from "../../protocols/mbus/frame.ts";
import { decodeLongHeader } from "../../protocols/mbus/header.ts";

/** What an answer says about who sent it; null for what it does not say. */
export interface MeterIdentity {
	/** Eight characters. */
	readonly id: string;
	readonly manufacturer: string | null;
	readonly version: number | null;
	readonly medium: number | null;
}

const VARIABLE_DATA = 0x72;
const VARIABLE_DATA_MSB = 0x76;
const FIXED_DATA = 0x73;
const FIXED_DATA_LENGTH = 16;

/** Who sent a frame (EN 13757-7, 7.5); null for one that does not say so, such as one with a short header. */
export function identityOf(frame: Frame): MeterIdentity | null {
	if (frame.kind !== "long") return null;
	const { ci, data } = frame;
	if (ci === VARIABLE_DATA || ci === VARIABLE_DATA_MSB) return decodeLongHeader(data, ci === VARIABLE_DATA_MSB);
	if (ci !== FIXED_DATA || data.length !== FIXED_DATA_LENGTH) return null;
	return { id: toHex(data.slice(0, 4).reverse()), manufacturer: null, version: null, medium: null };
}
