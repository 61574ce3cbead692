import { Failure } from "../../model/failure.ts";
import { toHex } from "../../model/hex.ts";

/** What a meter says of itself before its records (EN 13757-7, 7.5); fields that a short header lacks are empty or 0. */
export interface TelegramHeader {
	/** Eight digits; hexadecimal ones are possible. Empty with a short header. */
	readonly id: string;
	/** Three letters; empty with a short header. */
	readonly manufacturer: string;
	readonly version: number;
	/** Device type, EN 13757-7, table 13. */
	readonly medium: number;
	readonly accessNumber: number;
	readonly status: number;
	/** The configuration field, 16 bits; 0 for a plain wired telegram. */
	readonly configuration: number;
}

/** Length of the long header (CI 72, 76). */
export const LONG_HEADER = 12;
/** Length of the short header (CI 7A). */
export const SHORT_HEADER = 4;

/** The three letters of a maker's code (EN 13757-7, 7.5.2); bit 15 is a flag and left out. */
export function manufacturerLetters(code: number): string {
	return String.fromCharCode(64 + ((code >> 10) & 0x1f), 64 + ((code >> 5) & 0x1f), 64 + (code & 0x1f));
}

/** The maker's code of three letters; throws Failure `input` for anything that is not three characters `@`–`_`. */
export function manufacturerCode(letters: string): number {
	if (!/^[@-_]{3}$/.test(letters)) throw new Failure("input", { text: letters.slice(0, 40), expected: "KAM" });
	return [...letters].reduce((code, letter) => code * 32 + letter.charCodeAt(0) - 64, 0);
}

/** Two hexadecimal digits. */
export function hexByte(byte: number): string {
	return byte.toString(16).toUpperCase().padStart(2, "0");
}

/** Stable id of the meter that sent the header, `mbus:KAM-12345678-35-04`: maker, id, version and medium. */
export function deviceId({ manufacturer, id, version, medium }: TelegramHeader): string {
	return `mbus:${manufacturer}-${id}-${hexByte(version)}-${hexByte(medium)}`;
}

/** Reads the 12 bytes of a long header; null when there are fewer. `msbFirst` for CI 76. */
export function decodeLongHeader(data: Uint8Array, msbFirst = false): TelegramHeader | null {
	if (data.length < LONG_HEADER) return null;
	const [id, manufacturer] = [data.slice(0, 4), data.slice(4, 6)];
	if (!msbFirst) id.reverse();
	if (!msbFirst) manufacturer.reverse();
	return {
		id: toHex(id),
		manufacturer: manufacturerLetters((manufacturer[0] ?? 0) * 256 + (manufacturer[1] ?? 0)),
		version: data[6] ?? 0,
		medium: data[7] ?? 0,
		...decodeState(data.subarray(8), msbFirst),
	};
}

/** Reads the 4 bytes of a short header; null when there are fewer. */
export function decodeShortHeader(data: Uint8Array): TelegramHeader | null {
	if (data.length < SHORT_HEADER) return null;
	return { id: "", manufacturer: "", version: 0, medium: 0, ...decodeState(data, false) };
}

function decodeState(data: Uint8Array, msbFirst: boolean) {
	const [accessNumber = 0, status = 0, low = 0, high = 0] = data;
	return { accessNumber, status, configuration: msbFirst ? low * 256 + high : high * 256 + low };
}
