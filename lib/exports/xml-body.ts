import type { Reading } from "../model/reading.ts";
import type { Body } from "./body.ts";
import type { ChannelIndex } from "./channel-index.ts";
import type { ExportChannel } from "./export-channel.ts";
import type { XmlLayout } from "./layout.ts";
import type { LinePrinter } from "./line-printer.ts";
import type { RowView } from "./piece.ts";
import type { PrintEnvironment } from "./print-environment.ts";
import { xmlPrinter } from "./xml-line.ts";

const NOTHING: RowView = { time: 0, reading: null, error: false };

/** XML 1.0, written as it comes: groups open and close when device or channel change. */
export class XmlBody implements Body {
	readonly #environment: PrintEnvironment;
	readonly #index: ChannelIndex;
	readonly #xml: XmlLayout;
	readonly #rows: LinePrinter[] = [];
	readonly #cells: LinePrinter[];
	readonly #open: LinePrinter;
	readonly #close: LinePrinter;
	readonly #seen = new Set<string>();
	#device: ExportChannel | null = null;
	#channel: ExportChannel | null = null;

	constructor(environment: PrintEnvironment, index: ChannelIndex, xml: XmlLayout) {
		this.#environment = environment;
		this.#index = index;
		this.#xml = xml;
		this.#open = xmlPrinter(xml.row, environment, null);
		this.#close = xmlPrinter(xml.rowEnd, environment, null);
		this.#cells = index.channels.map((channel) => xmlPrinter(xml.cell, environment, channel));
	}

	head(): string {
		return this.#print(this.#xml.head, null);
	}

	row(number: number, view: RowView): string {
		const channel = this.#index.channels[number] ?? null;
		// A device that failed is there, without data.
		const isSilent = this.#xml.device !== undefined && view.reading?.value === null;
		const groups = this.#moveTo(channel, isSilent);
		if (isSilent) return groups;
		this.#rows[number] ??= xmlPrinter(this.#xml.row, this.#environment, channel);
		return groups + this.#rows[number](view);
	}

	wide(view: RowView, values: readonly (Reading | null | undefined)[]): string {
		let text = this.#open(view);
		const cellView: RowView = { ...view };
		for (const [number, cell] of this.#cells.entries()) {
			cellView.reading = values[number] ?? null;
			if (cellView.reading !== null || this.#environment.layout.missing !== "") text += cell(cellView);
		}
		return text + this.#close(view);
	}

	cell(number: number, view: RowView): string {
		return this.#cells[number]?.(view) ?? "";
	}

	day(number: number, view: RowView, cells: readonly string[]): string {
		const channel = this.#index.channels[number] ?? null;
		const [open, close] = [this.#xml.row, this.#xml.rowEnd].map((lines) =>
			xmlPrinter(lines, this.#environment, channel)(view),
		);
		return `${this.#moveTo(channel, false)}${open}${cells.join("")}${close}`;
	}

	foot(): string {
		let text = this.#moveTo(null, true);
		if (this.#xml.device !== undefined) {
			for (const channel of this.#index.channels) {
				if (!this.#seen.has(channel.device)) text += this.#moveTo(channel, true);
			}
			text += this.#moveTo(null, true);
		}
		return text + this.#print(this.#xml.foot, null);
	}

	#print(lines: readonly string[] | undefined, channel: ExportChannel | null): string {
		return lines === undefined ? "" : xmlPrinter(lines, this.#environment, channel)(NOTHING);
	}

	/** Closes and opens groups so that rows of the channel can follow; with `deviceOnly` no channel is opened. */
	#moveTo(channel: ExportChannel | null, deviceOnly: boolean): string {
		if (channel !== null && channel === this.#channel) return "";
		const { device, channel: group } = this.#xml;
		let text = this.#channel === null ? "" : this.#print(group?.close, this.#channel);
		this.#channel = null;
		if (channel?.device !== this.#device?.device) {
			if (this.#device !== null) text += this.#print(device?.close, this.#device);
			if (channel !== null) text += this.#print(device?.open, channel);
			this.#device = channel;
		}
		if (channel === null) return text;
		this.#seen.add(channel.device);
		if (deviceOnly) return text;
		this.#channel = channel;
		return text + this.#print(group?.open, channel);
	}
}
