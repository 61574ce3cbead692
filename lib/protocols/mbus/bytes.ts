/** Text as M-Bus sends it, last character first, as ISO 8859-1 in reading order. */
export function reversedText(bytes: Uint8Array): string {
	let text = "";
	for (let index = bytes.length - 1; index >= 0; index--) text += String.fromCharCode(bytes[index] ?? 0);
	return text;
}

/** The bytes of a text in the order M-Bus sends them, last character first; characters above U+00FF become `?`. */
export function textBytes(text: string): Uint8Array {
	const bytes = Uint8Array.from(text, (character) => {
		const code = character.charCodeAt(0);
		return code > 0xff ? 0x3f : code;
	});
	return bytes.reverse();
}

/** Signed number of up to 6 bytes, least significant first. */
export function signedNumber(bytes: Uint8Array): number {
	const unsigned = unsignedNumber(bytes);
	const limit = 2 ** (8 * bytes.length - 1);
	return unsigned >= limit ? unsigned - 2 * limit : unsigned;
}

/** Unsigned number of up to 6 bytes, least significant first. */
export function unsignedNumber(bytes: Uint8Array): number {
	let number = 0;
	for (let index = bytes.length - 1; index >= 0; index--) number = number * 256 + (bytes[index] ?? 0);
	return number;
}

/** Unsigned number of any length, least significant byte first. */
export function unsignedBigInt(bytes: Uint8Array): bigint {
	let number = 0n;
	for (let index = bytes.length - 1; index >= 0; index--) number = number * 256n + BigInt(bytes[index] ?? 0);
	return number;
}

/** Two's complement of a number, least significant byte first; bits above the length are cut off. */
export function littleEndian(value: number | bigint, length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	let rest = BigInt.asUintN(8 * length, BigInt(value));
	for (let index = 0; index < length; index++) {
		bytes[index] = Number(rest & 0xffn);
		rest >>= 8n;
	}
	return bytes;
}

/** Joins arrays of bytes. */
export function joinBytes(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
	const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let offset = 0;
	for (const part of parts) {
		joined.set(part, offset);
		offset += part.length;
	}
	return joined;
}
