import type { RowView } from "./piece.ts";

/** A fixed text, or one made per row. */
export type Step = string | ((view: RowView) => string);

/** Prints a line from the view of its row. */
export type LinePrinter = (view: RowView) => string;

/** Puts neighbouring fixed texts together. */
export function mergeSteps(steps: readonly Step[]): Step[] {
	const merged: Step[] = [];
	for (const step of steps) {
		const last = merged.at(-1);
		if (typeof step === "string" && typeof last === "string") merged[merged.length - 1] = last + step;
		else merged.push(step);
	}
	return merged;
}

/** One function for a row of steps. */
export function linePrinter(steps: readonly Step[]): LinePrinter {
	const merged = mergeSteps(steps);
	return (view) => {
		let text = "";
		for (const step of merged) text += typeof step === "string" ? step : step(view);
		return text;
	};
}
