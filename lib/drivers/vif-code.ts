import { hexByte } from "../protocols/mbus/header.ts";

const EXTENSION_TABLES: readonly number[] = [0xfb, 0xfd];
const MANUFACTURER_SPECIFIC = 0x7f;
const HEX = Array.from({ length: 256 }, (_, byte) => hexByte(byte));

/**
 * The code by which a driver names a VIF (EN 13757-3, 6.4): the VIF without extension bit, `06`; with its table where
 * it has one, `FD48`, `FDFD02`; behind FF everything, since it is the manufacturer's own: `FF13`, `FD49FF01`. Empty
 * where there is no VIF.
 */
export function vifCode(vib: Uint8Array): string {
	const tables = tableBytes(vib);
	const own = isPlainText(vib) ? -1 : ownByte(vib, tables);
	if (own < 0) return vib.length === 0 ? "" : codeText(vib, 0, tables + 1, tables);
	const standard = own === tables ? "" : codeText(vib, 0, tables + 1, tables);
	return `${standard}FF${codeText(vib, own + 1, vib.length, 0)}`;
}

/** The bytes from `start` to `end`, those from `plainFrom` on without their extension bits. */
function codeText(vib: Uint8Array, start: number, end: number, plainFrom: number): string {
	let text = "";
	for (let at = start; at < end && at < vib.length; at++) {
		const byte = vib[at] ?? 0;
		text += HEX[at < plainFrom ? byte : byte & 0x7f] ?? "";
	}
	return text;
}

function ownByte(vib: Uint8Array, tables: number): number {
	for (let at = tables; at < vib.length; at++) {
		if (((vib[at] ?? 0) & 0x7f) === MANUFACTURER_SPECIFIC) return at;
	}
	return -1;
}

/** Whether the code of a VIF says its whole chain, so that there is nothing left for modifiers to say. */
export function isManufacturerSpecific(vib: Uint8Array): boolean {
	return !isPlainText(vib) && ownByte(vib, tableBytes(vib)) >= 0;
}

/** Whether the meter says the unit in its own words (VIF 7C or FC). */
export function isPlainText(vib: Uint8Array): boolean {
	return ((vib[0] ?? 0) & 0x7f) === 0x7c;
}

function tableBytes(vib: Uint8Array): number {
	if (!EXTENSION_TABLES.includes(vib[0] ?? 0)) return 0;
	return vib[0] === 0xfd && vib[1] === 0xfd ? 2 : 1;
}
