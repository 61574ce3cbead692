/** Columns of text, as wide as their widest cell; a cell is what people read, so an empty one is a dash. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
	const cells = [header, ...rows].map((row) => row.map((cell) => (cell === "" ? "–" : cell)));
	const widths = header.map((_, column) => Math.max(...cells.map((row) => Array.from(row[column] ?? "").length)));
	const [head = "", ...lines] = cells.map((row) =>
		row
			.map((cell, column) => pad(cell, widths[column]))
			.join("  ")
			.trimEnd(),
	);
	return `${[head, widths.map((width) => "─".repeat(width)).join("  "), ...lines].join("\n")}\n`;
}

function pad(text: string, width = 0): string {
	return text + " ".repeat(Math.max(0, width - Array.from(text).length));
}
