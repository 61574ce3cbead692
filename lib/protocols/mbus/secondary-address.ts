import { Failure } from "../../model/failure.ts";
import { fromHex, toHex } from "../../model/hex.ts";
import { joinBytes } from "./bytes.ts";
import { hexByte, manufacturerCode, manufacturerLetters } from "./header.ts";

/** The secondary address of a meter (EN 13757-7, 8.4); null and the digit F match anything. */
export interface SecondaryAddress {
	/** Eight characters 0–9, A–F; F matches any digit. */
	readonly id: string;
	/** Three letters, null for any. */
	readonly manufacturer: string | null;
	/** 0–255, null for any. */
	readonly version: number | null;
	/** Device type 0–255, null for any. */
	readonly medium: number | null;
	/** Eight digits of the fabrication number for the enhanced selection. */
	readonly fabrication?: string;
}

const TEXT = /^([0-9a-f]{8})(?:-([a-z]{3}|\*)-([0-9a-f]{2}|\*)-([0-9a-f]{2}|\*))?(?:\/([0-9a-f]{8}))?$/i;

/**
 * Reads `12345678`, `1234FFFF`, `12345678-KAM-35-04` (any part `*`), with `/87654321` behind it a fabrication number, or
 * the 16 hex digits as on the wire (id, maker, version, medium); throws Failure `input` for anything else.
 */
export function parseSecondaryAddress(text: string): SecondaryAddress {
	const trimmed = text.trim();
	if (/^[0-9a-f]{16}$/i.test(trimmed)) return decodeSecondaryAddress(fromHex(trimmed));
	const match = TEXT.exec(trimmed);
	if (match === null) throw new Failure("input", { text: text.slice(0, 40), expected: "12345678-KAM-35-04" });
	const [, id = "", manufacturer, version, medium, fabrication] = match;
	return {
		id: id.toUpperCase(),
		manufacturer: manufacturer === undefined || manufacturer === "*" ? null : manufacturer.toUpperCase(),
		version: byteOrAny(version),
		medium: byteOrAny(medium),
		...(fabrication === undefined ? {} : { fabrication: fabrication.toUpperCase() }),
	};
}

function byteOrAny(text: string | undefined): number | null {
	return text === undefined || text === "*" ? null : Number.parseInt(text, 16);
}

/** `12345678-KAM-35-04`, `*` for a part that matches anything, only the id when all parts do. */
export function secondaryAddressText(address: SecondaryAddress): string {
	const { id, manufacturer, version, medium, fabrication } = address;
	const any = manufacturer === null && version === null && medium === null;
	const parts = [manufacturer ?? "*", ...[version, medium].map((byte) => (byte === null ? "*" : hexByte(byte)))];
	return id + (any ? "" : `-${parts.join("-")}`) + (fabrication === undefined ? "" : `/${fabrication}`);
}

/** The 8 bytes a meter is selected by: id, maker, version, medium; throws Failure `input` for an impossible address. */
export function encodeSecondaryAddress({ id, manufacturer, version, medium }: SecondaryAddress): Uint8Array {
	const code = manufacturer === null ? 0xffff : manufacturerCode(manufacturer);
	return joinBytes(encodeId(id), [code & 0xff, code >> 8, version ?? 0xff, medium ?? 0xff]);
}

/** Eight digits as four bytes, least significant first; throws Failure `input` for anything else. */
export function encodeId(id: string): Uint8Array {
	if (!/^[0-9a-f]{8}$/i.test(id)) throw new Failure("input", { text: id.slice(0, 40), expected: "12345678" });
	return fromHex(id).reverse();
}

/** Reads the 8 bytes of a selection; FF and FFFF are wildcards. */
export function decodeSecondaryAddress(bytes: Uint8Array): SecondaryAddress {
	const [low = 0xff, high = 0xff, version = 0xff, medium = 0xff] = bytes.subarray(4, 8);
	return {
		id: toHex(bytes.slice(0, 4).reverse()).padStart(8, "F"),
		manufacturer: low === 0xff && high === 0xff ? null : manufacturerLetters(high * 256 + low),
		version: version === 0xff ? null : version,
		medium: medium === 0xff ? null : medium,
	};
}
