import type { Reading } from "../model/reading.ts";
import type { Body } from "./body.ts";
import type { ChannelIndex } from "./channel-index.ts";
import { csvLines } from "./csv-line.ts";
import type { LayoutLine } from "./layout.ts";
import { type LinePrinter, linePrinter, type Step } from "./line-printer.ts";
import type { RowView } from "./piece.ts";
import type { PrintEnvironment } from "./print-environment.ts";

const NOTHING: RowView = { time: 0, reading: null, error: false };

/** CSV (RFC 4180, with the layout's separator and line end). */
export function csvBody(environment: PrintEnvironment, index: ChannelIndex): Body {
	const { layout } = environment;
	const lines = csvLines(environment);
	const long: LinePrinter[] = [];
	const cells = layout.shape !== "long" ? index.channels.map((channel) => lines.printer(layout.cell, channel)) : [];
	const lead = layout.lead === "" ? null : lines.printer(layout.lead, null);

	const eachSteps = (prefix: string, cell: string): Step[] => {
		const before = prefix.endsWith(layout.sep) ? prefix.slice(0, -1) : prefix;
		const parts = index.channels.map((channel) => lines.steps(cell, channel));
		const all = prefix === "" ? parts : [lines.steps(before, null), ...parts];
		return all.flatMap((steps, position) => (position === 0 ? steps : [layout.sep, ...steps]));
	};
	const lineText = (line: LayoutLine): string => {
		const steps = typeof line === "string" ? lines.steps(line, null) : eachSteps(line.prefix, line.cell);
		return linePrinter(steps)(NOTHING) + layout.eol;
	};
	const rowPrinter = (number: number): LinePrinter => {
		const steps = lines.steps(layout.row, index.channels[number] ?? null);
		return linePrinter([...steps, layout.eol]);
	};

	return {
		head: () => layout.head.map(lineText).join(""),
		row: (number, view) => {
			long[number] ??= rowPrinter(number);
			return long[number](view);
		},
		wide: (view, values) => wideLine(view, values, { lead, cells, sep: layout.sep }) + layout.eol,
		cell: (number, view) => cells[number]?.(view) ?? "",
		day: (number, view, texts) => {
			const before = layout.lead === "" ? [] : [lines.printer(layout.lead, index.channels[number] ?? null)(view)];
			return [...before, ...texts].join(layout.sep) + layout.eol;
		},
		foot: () => layout.foot.map(lineText).join(""),
	};
}

interface WideLine {
	readonly lead: LinePrinter | null;
	readonly cells: readonly LinePrinter[];
	readonly sep: string;
}

function wideLine(view: RowView, values: readonly (Reading | null | undefined)[], line: WideLine): string {
	const { lead, cells, sep } = line;
	let text = lead === null ? "" : lead(view);
	const cellView: RowView = { ...view };
	for (const [number, cell] of cells.entries()) {
		cellView.reading = values[number] ?? null;
		if (number > 0 || lead !== null) text += sep;
		text += cell(cellView);
	}
	return text;
}
