import type { ExportChannel } from "./export-channel.ts";
import { type LinePrinter, linePrinter, type Step } from "./line-printer.ts";
import { type Piece, pieceOf } from "./piece.ts";
import type { PrintEnvironment } from "./print-environment.ts";
import { parseTemplate, type Template } from "./template.ts";
import { elementName, escapeXml } from "./xml-markup.ts";

function stepOf(piece: Piece, encode: (text: string) => string, missing: string): Step {
	const { print, kind } = piece;
	if (typeof print !== "function") return encode(print ?? missing);
	const absent = encode(missing);
	if (kind !== "number") return (view) => encode(print(view) ?? missing);
	return (view) => {
		const text = print(view);
		if (text === null) return absent;
		return typeof view.reading?.value === "string" ? encode(text) : text;
	};
}

function isName(before: string): boolean {
	return before.endsWith("<") || before.endsWith("</");
}

function stepsOf(template: Template, environment: PrintEnvironment, channel: ExportChannel | null): Step[] {
	let before = "";
	return template.flatMap((part): Step[] => {
		if (part.kind === "if") return [];
		const encode = isName(before) ? elementName : escapeXml;
		before = part.kind === "literal" ? part.text : "";
		return part.kind === "literal"
			? [part.text]
			: [stepOf(pieceOf(part, environment, channel), encode, environment.layout.missing)];
	});
}

/** Printer of a line that is left out where the field of its condition is empty. */
function conditional(line: LinePrinter, piece: Piece): LinePrinter {
	const { print } = piece;
	return (view) => {
		const text = typeof print === "function" ? print(view) : print;
		return text === null || text === "" ? "" : line(view);
	};
}

/** Prints the lines of an XML layout for a channel (null: for the whole file), each with its line end. */
export function xmlPrinter(
	lines: readonly string[],
	environment: PrintEnvironment,
	channel: ExportChannel | null,
): LinePrinter {
	const steps = lines.flatMap((line): Step[] => {
		const template = parseTemplate(line);
		const [first] = template;
		const text = [...stepsOf(template, environment, channel), environment.layout.eol];
		if (first?.kind !== "if") return text;
		const piece = pieceOf({ field: first.field, format: "" }, environment, channel);
		return [conditional(linePrinter(text), piece)];
	});
	return linePrinter(steps);
}
