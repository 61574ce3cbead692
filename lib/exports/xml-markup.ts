import { Failure } from "../model/failure.ts";
import type { XmlLayout } from "./layout.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0, 2.2: these must not appear in a document
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const SPECIAL = /[&<>"\t\n\r]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const NEEDS_WORK = /[&<>"\u0000-\u001f\ud800-\udfff\ufffe\uffff]/;

const ENTITIES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"\t": "&#9;",
	"\n": "&#10;",
	"\r": "&#13;",
};

/** Text for element content or a quoted attribute; characters that XML 1.0 forbids are dropped. */
export function escapeXml(text: string): string {
	if (!NEEDS_WORK.test(text)) return text;
	return text
		.toWellFormed()
		.replace(FORBIDDEN, "")
		.replace(SPECIAL, (character) => ENTITIES[character] ?? character);
}

/** A text made fit to be an element's name: letters, digits, `_`, `.` and `-`. */
export function elementName(text: string): string {
	const name = text.replace(/[^A-Za-z0-9_.-]/g, "_");
	return /^[A-Za-z_]/.test(name) && !/^xml/i.test(name) ? name : `_${name}`;
}

const NAME = "[A-Za-z_][\\w.-]*|\\{[A-Za-z][\\w-]*\\}";
const TAG = new RegExp(`<(/?)(${NAME})((?:\\s+[A-Za-z_][\\w.:-]*="[^"<]*")*)\\s*(/?)>`, "y");
const DECLARATION = /<\?xml [^<>?]*\?>/y;
const TEXT = /[^<>&]+|&(?:amp|lt|gt|quot|apos|#\d{1,7});/y;

function nextPiece(markup: string, at: number, open: string[]): number {
	for (const pattern of [TEXT, DECLARATION]) {
		pattern.lastIndex = at;
		if (pattern.test(markup)) return pattern.lastIndex;
	}
	TAG.lastIndex = at;
	const tag = TAG.exec(markup);
	if (tag === null) throw new Failure("layout", { problem: "markup", text: markup.slice(at, at + 40) });
	const [, slash, name = "", , empty] = tag;
	if (slash === "/") {
		if (open.pop() !== name) throw new Failure("layout", { problem: "nesting", text: name });
	} else if (empty === "") open.push(name);
	return TAG.lastIndex;
}

/** Throws Failure `layout` unless the lines of an XML layout, put together, are well-formed. */
export function checkMarkup(xml: XmlLayout): void {
	const { device, channel } = xml;
	const rows = [...(channel?.open ?? []), ...xml.row, ...xml.cell, ...xml.rowEnd, ...(channel?.close ?? [])];
	const lines = [...xml.head, ...(device?.open ?? []), ...rows, ...(device?.close ?? []), ...xml.foot];
	const markup = lines.map((line) => line.replace(/^\{\?[\w-]+\}/, "")).join("\n");
	const open: string[] = [];
	for (let at = 0; at < markup.length; ) at = nextPiece(markup, at, open);
	if (open.length > 0) throw new Failure("layout", { problem: "nesting", text: open.at(-1) ?? "" });
}
