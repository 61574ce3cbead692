import { Failure } from "../model/failure.ts";

/** A piece of a template: text as it stands, a placeholder `{field|format}`, or the condition `{?field}`. */
export type TemplatePart =
	| { readonly kind: "literal"; readonly text: string }
	| { readonly kind: "field"; readonly field: string; readonly format: string }
	| { readonly kind: "if"; readonly field: string };

/** A parsed template. */
export type Template = readonly TemplatePart[];

/** Fields that print a time; their format is a time format. */
export const TIME_FIELDS: readonly string[] = ["ts", "now", "devicetime", "from", "to"];

/** Fields that belong to a single reading; all others are the same for all rows of a channel. */
export const READING_FIELDS: readonly string[] = ["ts", "devicetime", "value", "quality", "reason", "error", "raw"];

/** Longest template, in characters. */
const LIMIT = 10_000;
const PIECE = /\{\{|\}\}|\{(\??)([A-Za-z][\w-]*)(?:\|([^{}]*))?\}|[{}]|[^{}]+/g;

function partOf(match: RegExpMatchArray, template: string): TemplatePart {
	const [piece = "", condition = "", field, format = ""] = match;
	if (field !== undefined) return condition === "?" ? { kind: "if", field } : { kind: "field", field, format };
	if (piece === "{" || piece === "}")
		throw new Failure("layout", { problem: "placeholder", text: template.slice(0, 80) });
	return { kind: "literal", text: piece === "{{" || piece === "}}" ? piece.charAt(0) : piece };
}

/** Reads a template; `{{` and `}}` stand for braces. Throws Failure `layout` for a brace that belongs to no placeholder. */
export function parseTemplate(template: string): Template {
	if (template.length > LIMIT) throw new Failure("layout", { problem: "too-long", limit: LIMIT });
	const parts: TemplatePart[] = [];
	for (const match of template.matchAll(PIECE)) {
		const part = partOf(match, template);
		const last = parts.at(-1);
		if (part.kind === "literal" && last?.kind === "literal") {
			parts[parts.length - 1] = { kind: "literal", text: last.text + part.text };
		} else parts.push(part);
	}
	return parts;
}

/** Cuts a template into its cells, at the separators that it spells out itself. */
export function splitCells(template: Template, separator: string): Template[] {
	const cells: TemplatePart[][] = [[]];
	for (const part of template) {
		if (part.kind !== "literal") {
			cells.at(-1)?.push(part);
			continue;
		}
		for (const [index, text] of part.text.split(separator).entries()) {
			if (index > 0) cells.push([]);
			if (text !== "") cells.at(-1)?.push({ kind: "literal", text });
		}
	}
	return cells;
}
