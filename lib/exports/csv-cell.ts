import type { Layout } from "./layout.ts";

/** Text of a cell as it stands in the file. */
export type CellFinisher = (text: string, textual: boolean) => string;

/** What a spreadsheet takes for the start of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function quoted(text: string): string {
	return `"${text.replaceAll('"', '""')}"`;
}

/** Where quotes are forbidden, what would need them is replaced. */
function unquotable(text: string, separator: string): string {
	return text
		.replace(/[\r\n]+/g, " ")
		.replaceAll(separator, " ")
		.replaceAll('"', "'");
}

/** Quotes and guards the cells of a layout; `textual` says that the cell begins with a text of the site and not with a number or a time. */
export function cellFinisher({ sep, quote, guard, missing }: Layout): CellFinisher {
	const special = new RegExp(`["\\r\\n${sep === "|" ? "\\|" : sep}]`);
	const guarded = (text: string, textual: boolean) =>
		guard && textual && text !== missing && FORMULA.test(text) ? `'${text}` : text;
	if (quote === "never") {
		return (text, textual) => {
			const safe = guarded(text, textual);
			return special.test(safe) ? unquotable(safe, sep) : safe;
		};
	}
	return (text, textual) => {
		const safe = guarded(text, textual);
		return quote === "all" || (quote === "text" && textual) || special.test(safe) ? quoted(safe) : safe;
	};
}
