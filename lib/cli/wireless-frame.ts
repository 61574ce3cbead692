import { LONG_START } from "../protocols/mbus/frame.ts";

/** C fields of wireless frames that a meter or a gateway sends (EN 13757-4, table 24 and OMS volume 2). */
const WIRELESS_CONTROLS = new Set([
	0x00, 0x06, 0x08, 0x18, 0x28, 0x38, 0x40, 0x44, 0x46, 0x47, 0x48, 0x53, 0x5a, 0x5b, 0x73, 0x7a, 0x7b,
]);
/** SND-NR: by far the most common one, telling enough even where the length does not fit. */
const SEND_NO_REPLY = 0x44;
const LINK_LAYER = 10;

function withChecksums(length: number): number {
	return 1 + length + 2 * (1 + Math.ceil(Math.max(0, length - 9) / 16));
}

/**
 * Whether bytes that are no wired frame look like a wireless one: length byte, C field, and a length that fits with or
 * without CRCs.
 */
export function looksWireless(bytes: Uint8Array): boolean {
	const [length = 0, control = -1] = bytes;
	if (bytes.length < LINK_LAYER || !WIRELESS_CONTROLS.has(control)) return false;
	if (bytes.length === length + 1 || bytes.length === withChecksums(length)) return true;
	return control === SEND_NO_REPLY && !looksWired(bytes);
}

/** What is left of the start of a long frame when one of its bytes was spoilt: both starts, or both lengths and one start. */
function looksWired([first, length, again, second]: Uint8Array): boolean {
	const starts = Number(first === LONG_START) + Number(second === LONG_START);
	return starts === 2 || (starts === 1 && length === again);
}
