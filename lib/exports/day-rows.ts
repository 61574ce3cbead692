import type { Reading } from "../model/reading.ts";
import type { Body } from "./body.ts";
import type { RowView } from "./piece.ts";
import type { PrintEnvironment } from "./print-environment.ts";

interface Day {
	readonly start: number;
	/** Texts of the cells, by channel. */
	readonly cells: string[][];
	/** Channels with at least one value. */
	readonly present: Set<number>;
	readonly errors: Set<number>;
}

/** Gathers the intervals of a local day side by side: 23, 24 or 25 hours, 92, 96 or 100 quarter hours. */
export class DayRows {
	readonly #environment: PrintEnvironment;
	readonly #body: Body;
	readonly #channels: number;
	#day: Day | null = null;

	constructor(environment: PrintEnvironment, body: Body, channels: number) {
		this.#environment = environment;
		this.#body = body;
		this.#channels = channels;
	}

	/** An interval's values by channel, stamped with `time`; gives the lines of the day before when it is over. */
	add(time: number, values: readonly (Reading | null | undefined)[]): string[] {
		const { zone, layout } = this.#environment;
		// An end stamp of midnight belongs to the day that ends there.
		const start = zone.dayStart(layout.stamp === "end" ? time - 1 : time);
		const lines = this.#day !== null && this.#day.start !== start ? this.finish() : [];
		this.#day ??= { start, cells: [], present: new Set(), errors: new Set() };
		for (let number = 0; number < this.#channels; number += 1)
			this.#addCell(this.#day, number, { time, reading: values[number] ?? null, error: false });
		return lines;
	}

	/** Lines of the open day. */
	finish(): string[] {
		const day = this.#day;
		this.#day = null;
		if (day === null) return [];
		const isPrinted = (number: number) => this.#environment.layout.gaps === "print" || day.present.has(number);
		return [...day.cells.keys()].filter(isPrinted).map((number) => {
			const view: RowView = { time: day.start, reading: null, error: day.errors.has(number) };
			return this.#body.day(number, view, day.cells[number] ?? []);
		});
	}

	#addCell(day: Day, number: number, view: RowView): void {
		const cells = day.cells[number] ?? [];
		cells.push(this.#body.cell(number, view));
		day.cells[number] = cells;
		if (view.reading !== null) day.present.add(number);
		if (view.reading?.quality === "bad") day.errors.add(number);
	}
}
