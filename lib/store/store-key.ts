import { Failure } from "../model/failure.ts";

const KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/** The 32 bytes of a key that seals chunks, written as 64 hexadecimal digits or in base64; throws Failure `store-key` for anything else. */
export function parseStoreKey(text: string): Uint8Array {
	const trimmed = text.trim();
	if (HEX.test(trimmed)) return new Uint8Array(Buffer.from(trimmed, "hex"));
	if (BASE64.test(trimmed)) return new Uint8Array(Buffer.from(trimmed, "base64"));
	throw new Failure("store-key", { expected: "64 hex digits or base64 of 32 bytes", characters: trimmed.length });
}

/** The key in the content of a key file: 32 raw bytes, or text as `parseStoreKey` reads it. Throws Failure `store-key`. */
export function storeKeyOf(content: Uint8Array): Uint8Array {
	if (content.length === KEY_BYTES) return content;
	return parseStoreKey(Buffer.from(content).toString("latin1"));
}
