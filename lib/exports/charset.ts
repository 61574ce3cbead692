import type { Layout } from "./layout.ts";

const OUTSIDE_LATIN1 = /[\u{100}-\u{10ffff}]/gu;

/** Bytes of a text; what ISO-8859-1 does not have becomes `?`, in XML a character reference. */
export function encodeText(text: string, { charset, format }: Pick<Layout, "charset" | "format">): Buffer {
	if (charset === "utf-8") return Buffer.from(text, "utf8");
	const replacement = (character: string) => (format === "xml" ? `&#${character.codePointAt(0) ?? 63};` : "?");
	return Buffer.from(text.replace(OUTSIDE_LATIN1, replacement), "latin1");
}

/** Characters of a text that ISO-8859-1 does not have, each once. */
export function lostCharacters(text: string): string[] {
	return [...new Set(text.match(OUTSIDE_LATIN1) ?? [])];
}
