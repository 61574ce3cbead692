import { manufacturerCode } from "../../protocols/mbus/header.ts";
import type { SlaveIdentity } from "./virtual-slave.ts";

/** A SELECT as it came off the wire (EN 13757-7, 8.4): nibble F and byte FF are wildcards. */
export interface SelectPattern {
	/** Id as eight hexadecimal characters, most significant first. */
	readonly id: string;
	/** Null = any. */
	readonly manufacturer: number | null;
	readonly version: number | null;
	readonly medium: number | null;
	/** Null = the master did not ask for a fabrication number. */
	readonly fabrication: string | null;
}

const SELECT_LENGTH = 8;
const ENHANCED_LENGTH = 14;
const FABRICATION_DIF = 0x0c;
const FABRICATION_VIF = 0x78;

function digits(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
		.reverse()
		.join("")
		.toUpperCase();
}

function byteOrAny(byte: number | undefined): number | null {
	return byte === undefined || byte === 0xff ? null : byte;
}

/** Reads the data of a SELECT; null when it is none. `msbFirst` is CI 56. */
export function readSelect(data: Uint8Array, msbFirst: boolean): SelectPattern | null {
	if (data.length !== SELECT_LENGTH && data.length !== ENHANCED_LENGTH) return null;
	const enhanced = data.length === ENHANCED_LENGTH;
	if (enhanced && (data[8] !== FABRICATION_DIF || data[9] !== FABRICATION_VIF)) return null;
	const field = (start: number, end: number) => {
		const bytes = data.slice(start, end);
		return msbFirst ? bytes.reverse() : bytes;
	};
	const [low = 0xff, high = 0xff] = field(4, 6);
	const manufacturer = low | (high << 8);
	return {
		id: digits(field(0, 4)),
		manufacturer: manufacturer === 0xffff ? null : manufacturer & 0x7fff,
		version: byteOrAny(data[6]),
		medium: byteOrAny(data[7]),
		fabrication: enhanced ? digits(field(10, 14)) : null,
	};
}

function digitsMatch(pattern: string, text: string): boolean {
	return Array.from(pattern).every((digit, index) => digit === "F" || digit === text[index]);
}

/** Whether a slave is meant by the SELECT. */
export function isSelected(pattern: SelectPattern, identity: SlaveIdentity): boolean {
	if (!digitsMatch(pattern.id, identity.id.toUpperCase())) return false;
	if (pattern.manufacturer !== null && pattern.manufacturer !== manufacturerCode(identity.manufacturer)) return false;
	if (pattern.version !== null && pattern.version !== identity.version) return false;
	if (pattern.medium !== null && pattern.medium !== identity.medium) return false;
	if (pattern.fabrication === null) return true;
	return identity.fabrication !== undefined && digitsMatch(pattern.fabrication, identity.fabrication.toUpperCase());
}
