import { type Defect, type Dib, readDib } from "./dib.ts";
import { FIELDS } from "./fields.ts";
import { lvarRow } from "./lvar-table.ts";
import type { DataKind } from "./value.ts";
import { NO_VIB, readVib, type TextPlace, type Vib } from "./vib.ts";

/** Where the parts of one record stand. */
export interface RecordShape {
	readonly code: null;
	readonly dib: Dib;
	readonly vib: Vib;
	readonly kind: DataKind;
	readonly start: number;
	/** First data byte, behind an LVAR. */
	readonly dataStart: number;
	readonly end: number;
}

/** DIF of a byte without meaning. */
export const FILLER = 0x2f;
/** DIF of a maker's block up to the end of the telegram. */
export const MANUFACTURER = 0x0f;
/** The same, and another telegram follows. */
export const MANUFACTURER_MORE = 0x1f;
const GLOBAL_READOUT = 0x7f;
const SPECIAL = 0x0f;

/** Finds the parts of the records in `data`, one by one. */
export class ShapeReader {
	readonly #data: Uint8Array;
	readonly #medium: number | null;
	/** Whether all records from a position on can be read: keeps the two readings of text units from multiplying. */
	readonly #readable = new Map<number, boolean>();

	constructor(data: Uint8Array, medium: number | null) {
		this.#data = data;
		this.#medium = medium;
	}

	/** The record that begins at `position` with any DIF but 0F, 1F and 2F. */
	read(position: number): RecordShape | Defect {
		const dib = readDib(this.#data, position);
		if (dib.code !== null) return dib;
		if (dib.field === SPECIAL) return this.#special(position, dib);
		const vifAt = position + dib.bytes.length;
		const vif = this.#data[vifAt];
		if (vif === 0xfc) return this.#textUnit(position, dib);
		return this.#plain(position, dib, "behind-vif");
	}

	#plain(position: number, dib: Dib, place: TextPlace): RecordShape | Defect {
		const vib = readVib(this.#data, position + dib.bytes.length, place, this.#medium);
		if (vib.code !== null) return vib;
		const dataAt = position + dib.bytes.length + vib.bytes.length;
		const field = FIELDS[dib.field];
		if (field === null || field === undefined) return this.#variable(position, dib, vib);
		const end = dataAt + field.length;
		if (end > this.#data.length) return { code: "record-data", at: dataAt };
		return { code: null, dib, vib, kind: field.kind, start: position, dataStart: dataAt, end };
	}

	#variable(position: number, dib: Dib, vib: Vib): RecordShape | Defect {
		const lvarAt = position + dib.bytes.length + vib.bytes.length;
		const lvar = this.#data[lvarAt];
		if (lvar === undefined) return { code: "record-data", at: lvarAt };
		const row = lvarRow(lvar);
		if (row === null) return { code: "lvar", at: lvarAt };
		const dataStart = lvarAt + 1;
		const end = dataStart + row.length;
		if (end > this.#data.length) return { code: "record-data", at: dataStart };
		return { code: null, dib, vib, kind: row.kind, start: position, dataStart, end };
	}

	#special(position: number, dib: Dib): RecordShape | Defect {
		if (this.#data[position] !== GLOBAL_READOUT) return { code: "reserved-dif", at: position };
		const end = position + 1;
		// The upper bits belong to the special code: they say nothing of function and storage.
		const plain: Dib = { ...dib, function: "instantaneous", storage: 0 };
		return { code: null, dib: plain, vib: NO_VIB, kind: "none", start: position, dataStart: end, end };
	}

	/**
	 * The standard sends the text behind the VIFEs, many meters (Itron CYBLE, EDC, Elvaco CMa10) send it behind the VIF:
	 * right is the reading under which the rest of the telegram can be read, and of two such the one with a readable text.
	 */
	#textUnit(position: number, dib: Dib): RecordShape | Defect {
		const first = this.#plain(position, dib, "behind-vif");
		const last = this.#plain(position, dib, "behind-vifes");
		const firstFits = first.code === null && this.#isReadable(first.end);
		const lastFits = last.code === null && this.#isReadable(last.end);
		if (firstFits && lastFits) return !first.vib.printable && last.vib.printable ? last : first;
		if (firstFits) return first;
		return lastFits || (first.code !== null && last.code === null) ? last : first;
	}

	#isReadable(from: number): boolean {
		const visited: number[] = [];
		let position = from;
		let readable = this.#readable.get(from);
		while (readable === undefined) {
			visited.push(position);
			if (this.#isEnd(position)) readable = true;
			else {
				const next = this.#next(position);
				readable = next === null ? false : this.#readable.get(next);
				position = next ?? position;
			}
		}
		for (const each of visited) this.#readable.set(each, readable);
		return readable;
	}

	/** Behind the last record, or at a maker's block, behind which there is no other. */
	#isEnd(position: number): boolean {
		const dif = this.#data[position];
		return dif === undefined || dif === MANUFACTURER || dif === MANUFACTURER_MORE;
	}

	#next(position: number): number | null {
		if (this.#data[position] === FILLER) return position + 1;
		const shape = this.read(position);
		return shape.code === null ? shape.end : null;
	}
}
