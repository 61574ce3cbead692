import { type CellFinisher, cellFinisher } from "./csv-cell.ts";
import type { ExportChannel } from "./export-channel.ts";
import { type LinePrinter, linePrinter, type Step } from "./line-printer.ts";
import { type Piece, pieceOf, type RowView } from "./piece.ts";
import type { PrintEnvironment } from "./print-environment.ts";
import { parseTemplate, splitCells, type Template } from "./template.ts";

/** Compiles the CSV lines of a layout. */
export interface CsvLines {
	/** Cells of a template for a channel, without line end. */
	steps(template: string, channel: ExportChannel | null): Step[];
	printer(template: string, channel: ExportChannel | null): LinePrinter;
}

function piecesOf(cell: Template, environment: PrintEnvironment, channel: ExportChannel | null): Piece[] {
	return cell.flatMap((part): Piece[] => {
		if (part.kind === "if") return [];
		return part.kind === "literal" ? [{ kind: "literal", print: part.text }] : [pieceOf(part, environment, channel)];
	});
}

function textOf(piece: Piece, view: RowView): string | null {
	return typeof piece.print === "function" ? piece.print(view) : piece.print;
}

/** A number's piece may print a text that a device sent; that is text as much as a label. */
function isTextual(piece: Piece | undefined, view: RowView): boolean {
	return piece?.kind === "text" || (piece?.kind === "number" && typeof view.reading?.value === "string");
}

function cellText(pieces: readonly Piece[], view: RowView, missing: string): string {
	let text = "";
	for (const piece of pieces) text += textOf(piece, view) ?? missing;
	return text;
}

/** The common case, a number or time alone in its cell, that can hold nothing special. */
function plainStep(piece: Piece, environment: PrintEnvironment, finish: CellFinisher): Step | null {
	const { quote, missing } = environment.layout;
	const { print, kind, plain } = piece;
	if (typeof print !== "function" || plain !== true || quote === "all") return null;
	const absent = finish(missing, false);
	return (view) => {
		const text = print(view);
		if (text === null) return absent;
		return kind === "number" && typeof view.reading?.value === "string" ? finish(text, true) : text;
	};
}

function cellStep(pieces: readonly Piece[], environment: PrintEnvironment, finish: CellFinisher): Step {
	const { missing } = environment.layout;
	const [first] = pieces;
	if (pieces.every(({ print }) => typeof print !== "function")) {
		const nothing: RowView = { time: 0, reading: null, error: false };
		return finish(cellText(pieces, nothing, missing), first?.kind === "text");
	}
	const plain = pieces.length === 1 && first !== undefined ? plainStep(first, environment, finish) : null;
	return plain ?? ((view) => finish(cellText(pieces, view, missing), isTextual(first, view)));
}

/** Lines of one file; templates are cut into cells first, so that no text can break out of its cell. */
export function csvLines(environment: PrintEnvironment): CsvLines {
	const { sep } = environment.layout;
	const finish = cellFinisher(environment.layout);
	const steps = (template: string, channel: ExportChannel | null): Step[] =>
		splitCells(parseTemplate(template), sep).flatMap((cell, index) => {
			const step = cellStep(piecesOf(cell, environment, channel), environment, finish);
			return index === 0 ? [step] : [sep, step];
		});
	return { steps, printer: (template, channel) => linePrinter(steps(template, channel)) };
}
