import type { Reading } from "../model/reading.ts";
import type { RowView } from "./piece.ts";

/** Prints the parts of one file, in the order head, rows, foot. */
export interface Body {
	head(): string;
	/** A row of one reading, of the channel with this number. */
	row(index: number, view: RowView): string;
	/** A row of one time stamp; values by channel number. */
	wide(view: RowView, values: readonly (Reading | null | undefined)[]): string;
	/** One cell of a channel, and a row of a channel's cells of one day. */
	cell(index: number, view: RowView): string;
	day(index: number, view: RowView, cells: readonly string[]): string;
	foot(): string;
}
