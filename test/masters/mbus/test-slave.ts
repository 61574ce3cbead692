import type { Frame } from "../../../lib/protocols/mbus/frame.ts";
import { manufacturerCode } from "../../../lib/protocols/mbus/header.ts";
import { encodeId } from "../../../lib/protocols/mbus/secondary-address.ts";

/** What one scripted meter is. */
export interface SlaveOptions {
	readonly address?: number;
	readonly id?: string;
	readonly manufacturer?: string;
	readonly version?: number;
	readonly medium?: number;
	readonly fabrication?: string;
	/** Records of each telegram; the mark that more follow is added. */
	readonly records?: readonly Uint8Array[];
	/** Bytes of the whole answer frame, filled with DIF 2F. */
	readonly length?: number;
	readonly baudRate?: number;
	/** Does not answer SND_NKE, as some meters. */
	readonly ignoresNke?: boolean;
	/** Stays selected when another one is. */
	readonly sticky?: boolean;
}

const RECORDS = [Uint8Array.of(0x04, 0x13, 0x01, 0x02, 0x03, 0x00)];
const RSP_UD = 0x08;

/** A meter after the book: FCB, selection, several telegrams. */
export class TestSlave {
	address: number;
	readonly id: string;
	readonly manufacturer: string;
	readonly version: number;
	readonly medium: number;
	dead = false;
	selected = false;
	status = 0;
	/** Answers the next requests for data with an application error. */
	errors: number[] = [];
	baudRate: number | null;
	readonly options: SlaveOptions;
	accessNumber = 0;
	#lastFcb: number | null = null;
	#position = 0;
	#last: Frame | null = null;

	constructor(options: SlaveOptions = {}) {
		this.options = options;
		this.address = options.address ?? 0;
		this.id = options.id ?? "12345678";
		this.manufacturer = options.manufacturer ?? "KAM";
		this.version = options.version ?? 0x35;
		this.medium = options.medium ?? 4;
		this.baudRate = options.baudRate ?? null;
	}

	respond(frame: Frame, baudRate: number): Frame | null {
		if (this.dead || frame.kind === "ack") return null;
		if (this.baudRate !== null && this.baudRate !== baudRate) return null;
		if (frame.kind === "long" && frame.ci === 0x52 && frame.address === 0xfd) return this.#select(frame.data);
		if (!this.#isMine(frame.address)) return null;
		const answer = frame.kind === "short" ? this.#short(frame.control) : this.#command(frame.ci, frame.data);
		return frame.address === 0xff ? null : answer;
	}

	#isMine(address: number): boolean {
		if (address === 0xfd) return this.selected;
		return address === this.address || address === 0xfe || address === 0xff;
	}

	#select(data: Uint8Array): Frame | null {
		const matches = this.#matches(data);
		this.selected = matches || (this.selected && this.options.sticky === true);
		if (!matches) return null;
		this.#reset();
		return { kind: "ack" };
	}

	#matches(data: Uint8Array): boolean {
		const id = encodeId(this.id);
		const nibbles = (byte: number) => [byte >> 4, byte & 15];
		const fitsId = [...id].every((byte, index) => {
			const wanted = nibbles(data[index] ?? 0);
			return nibbles(byte).every((digit, half) => wanted[half] === 15 || wanted[half] === digit);
		});
		const code = manufacturerCode(this.manufacturer);
		const rest = [code & 0xff, code >> 8, this.version, this.medium];
		const fitsRest = rest.every((byte, index) => [0xff, byte].includes(data[4 + index] ?? 0));
		const fabrication = encodeId(this.options.fabrication ?? "00000000");
		const fitsFabrication = data.length < 14 || fabrication.every((byte, index) => byte === data[10 + index]);
		return fitsId && fitsRest && fitsFabrication;
	}

	#short(control: number): Frame | null {
		if (control === 0x40) {
			const wasSelected = this.selected;
			this.selected = false;
			this.#reset();
			return this.options.ignoresNke === true && !wasSelected ? null : { kind: "ack" };
		}
		return (control & 0x0f) === 0x0b ? this.#answer((control >> 5) & 1) : null;
	}

	#reset(): void {
		this.#lastFcb = null;
		this.#position = 0;
		this.#last = null;
	}

	#answer(fcb: number): Frame {
		if (this.#last !== null && this.#lastFcb === fcb) return this.#last;
		this.#lastFcb = fcb;
		const error = this.errors.shift();
		this.#last = error === undefined ? this.#telegram() : this.#frame(0x70, Uint8Array.of(error));
		return this.#last;
	}

	#telegram(): Frame {
		const all = this.options.records ?? RECORDS;
		const records = all[this.#position] ?? Uint8Array.of();
		const hasMore = this.#position < all.length - 1;
		this.#position = hasMore ? this.#position + 1 : 0;
		const code = manufacturerCode(this.manufacturer);
		this.accessNumber = (this.accessNumber + 1) & 0xff;
		const header = [code & 0xff, code >> 8, this.version, this.medium, this.accessNumber, this.status, 0, 0];
		const data = [...encodeId(this.id), ...header, ...records, ...(hasMore ? [0x1f] : [])];
		if (data.length + 9 < (this.options.length ?? 0)) data.push(0x0f);
		// Every meter has values of its own: the same ones would superpose to a good frame now and then.
		let value = Number.parseInt(this.id, 16) ^ (code + this.version + this.medium * 77);
		while (data.length + 9 < (this.options.length ?? 0)) {
			value = (Math.imul(value, 0x19660d) + 0x3c6ef35f) >>> 0;
			data.push(value >>> 24);
		}
		return this.#frame(0x72, Uint8Array.from(data));
	}

	#frame(ci: number, data: Uint8Array): Frame {
		return { kind: "long", control: RSP_UD, address: this.address, ci, data };
	}

	#command(ci: number, data: Uint8Array): Frame {
		if (ci === 0x51 && data[0] === 0x01 && data[1] === 0x7a) this.address = data[2] ?? 0;
		const rates = [300, 600, 1200, 2400, 4800, 9600, 19200, 38400];
		if (ci >= 0xb8 && ci <= 0xbf) this.baudRate = rates[ci - 0xb8] ?? null;
		if (ci === 0x50) this.#reset();
		return { kind: "ack" };
	}
}
