import { Failure } from "./failure.ts";

/** Upper-case hex without separators. */
export function toHex(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex").toUpperCase();
}

/** Reads hex with or without separators (spaces, `:`, `-`, `0x`); throws Failure `hex` for anything else. */
export function fromHex(text: string): Uint8Array {
	const digits = text.replace(/0x|[\s:_-]/gi, "");
	if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) throw new Failure("hex", { text: text.slice(0, 40) });
	return Uint8Array.from(Buffer.from(digits, "hex"));
}
