import { Failure } from "../model/failure.ts";
import type { Reading } from "../model/reading.ts";
import { Aggregator } from "./aggregate.ts";
import type { Body } from "./body.ts";
import { ChannelIndex } from "./channel-index.ts";
import { csvBody } from "./csv-body.ts";
import { DayRows } from "./day-rows.ts";
import type { ExportContext } from "./export-channel.ts";
import type { Layout } from "./layout.ts";
import type { RowView } from "./piece.ts";
import { type PrintEnvironment, printEnvironment } from "./print-environment.ts";
import { XmlBody } from "./xml-body.ts";

/** True when the rows of a file come device by device and channel by channel instead of by time. */
export function isGrouped({ format, shape, xml }: Layout): boolean {
	return format === "xml" && shape === "long" && (xml?.device !== undefined || xml?.channel !== undefined);
}

/** ECMAScript dates end here; a day less leaves room for zones. */
const LAST_TIME = 8.64e15 - 86_400_000;

function isTime(time: number): boolean {
	return time >= -LAST_TIME && time <= LAST_TIME;
}

function bodyOf(environment: PrintEnvironment, index: ChannelIndex): Body {
	const { layout } = environment;
	if (layout.format === "csv") return csvBody(environment, index);
	if (layout.xml === null) throw new Failure("layout", { path: "xml", problem: "missing" });
	return new XmlBody(environment, index, layout.xml);
}

type Values = readonly (Reading | null | undefined)[];

/** Writes one file as text: `start`, then `add` per reading in the order of time (of a grouped layout: channel by channel), then `end`. */
export class ExportWriter {
	/** Rows written so far. */
	rows = 0;
	readonly #environment: PrintEnvironment;
	readonly #index: ChannelIndex;
	readonly #body: Body;
	readonly #wide: boolean;
	readonly #aggregator: Aggregator | null;
	readonly #days: DayRows | null;
	readonly #view: RowView = { time: 0, reading: null, error: false };
	readonly #grouped: boolean;
	#current = -1;
	#values: (Reading | undefined)[] = [];
	#time = Number.NaN;
	#text = "";

	/** Throws Failure `layout` for a wide layout without channels, `time-zone` for an unknown zone of the site. */
	constructor(layout: Layout, context: ExportContext) {
		this.#wide = layout.shape === "wide";
		if (layout.shape !== "long" && context.channels === undefined)
			throw new Failure("layout", { path: "shape", problem: "channels" });
		this.#environment = printEnvironment(layout, context);
		this.#index = new ChannelIndex(context.channels);
		this.#body = bodyOf(this.#environment, this.#index);
		this.#grouped = isGrouped(layout);
		const count = this.#index.channels.length;
		this.#days = layout.shape === "day" ? new DayRows(this.#environment, this.#body, count) : null;
		this.#aggregator =
			layout.aggregate === "raw" ? null : new Aggregator(this.#environment, (time, values) => this.#emit(time, values));
	}

	start(): string {
		return (this.#environment.layout.bom ? "\uFEFF" : "") + this.#body.head();
	}

	/** Text that has become ready, often none. Throws Failure `input` for a time that no calendar has, or that an aggregate has already closed. */
	add(reading: Reading): string {
		const index = this.#index.indexOf(reading);
		if (index < 0) return "";
		if (!isTime(reading.time)) throw new Failure("input", { field: "time" });
		if (this.#aggregator === null) return this.#raw(index, reading);
		if (this.#grouped && index !== this.#current) this.#aggregator.finish();
		this.#current = index;
		this.#aggregator.add(index, reading);
		return this.#taken();
	}

	end(): string {
		this.#aggregator?.finish();
		if (this.#aggregator === null && this.#wide) this.#flush();
		if (this.#days !== null) this.#take(this.#days.finish());
		return this.#taken() + this.#body.foot();
	}

	#raw(index: number, reading: Reading): string {
		const { time } = reading;
		const { from, to } = this.#environment.context;
		if ((from !== undefined && time < from) || (to !== undefined && time >= to)) return "";
		if (!this.#wide) return this.#row(index, time, reading);
		if (time !== this.#time) this.#flush();
		this.#time = time;
		this.#values[index] = reading;
		return this.#taken();
	}

	#row(index: number, time: number, reading: Reading | null): string {
		const view = this.#view;
		view.time = time;
		view.reading = reading;
		view.error = reading !== null && reading.quality === "bad";
		this.rows += 1;
		return this.#body.row(index, view);
	}

	#flush(): void {
		if (this.#values.length > 0) this.#emit(this.#time, this.#values);
		this.#values = [];
	}

	#take(lines: readonly string[]): void {
		this.rows += lines.length;
		this.#text += lines.join("");
	}

	#emit(time: number, values: Values): void {
		if (this.#days !== null) {
			this.#take(this.#days.add(time, values));
			return;
		}
		if (this.#wide) {
			const error = values.some((reading) => reading?.quality === "bad");
			this.rows += 1;
			this.#text += this.#body.wide({ time, reading: null, error }, values);
			return;
		}
		const printsGaps = this.#environment.layout.gaps === "print";
		const indexes = this.#grouped ? [this.#current] : this.#index.channels.keys();
		for (const index of indexes) {
			const reading = values[index] ?? null;
			if (reading !== null || (printsGaps && index >= 0)) this.#text += this.#row(index, time, reading);
		}
	}

	#taken(): string {
		const text = this.#text;
		this.#text = "";
		return text;
	}
}
