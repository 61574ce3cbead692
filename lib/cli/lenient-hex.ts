import { Failure } from "../model/failure.ts";

const SEPARATORS = /0x|[\s:_,;-]/gi;

/** Hex with or without separators; an odd last digit, as a cut-off copy has it, is dropped. Throws Failure `hex`. */
export function lenientHex(text: string): Uint8Array {
	const digits = /^[0-9a-f]*$/i.test(text) ? text : text.replace(SEPARATORS, "");
	if (!/^[0-9a-f]*$/i.test(digits)) throw new Failure("hex", { text: text.slice(0, 40) });
	return Uint8Array.from(Buffer.from(digits.slice(0, digits.length & ~1), "hex"));
}

/** Upper-case hex; the quick way for many short pieces. */
export function quickHex(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex").toUpperCase();
}
