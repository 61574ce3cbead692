import type { FailureCode } from "../../model/failure.ts";
import { joinBytes } from "./bytes.ts";
import { ACK, type Frame, LONG_START, SHORT_START } from "./frame.ts";
import { type ParsedFrame, parseFrame } from "./parse-frame.ts";

/** What a stream is made of: frames, and bytes that are none. `raw` is a copy. */
export type SplitItem =
	| { readonly kind: "frame"; readonly frame: Frame; readonly raw: Uint8Array }
	| { readonly kind: "garbage"; readonly raw: Uint8Array; readonly code: FailureCode };

type Broken = Exclude<ParsedFrame, { code: null }>;

/** Cuts a stream into frames (EN 13757-2), however the wire cut it; resynchronises after garbage. */
export class FrameSplitter {
	#buffer: Uint8Array = new Uint8Array(0);
	#echo: Uint8Array | null = null;

	/** Takes the next bytes and gives all frames and garbage that are complete by now. */
	push(chunk: Uint8Array): SplitItem[] {
		this.#buffer = joinBytes(this.#buffer, chunk);
		const items: SplitItem[] = [];
		let position = 0;
		while (position < this.#buffer.length) {
			const parsed = parseFrame(this.#buffer, position);
			if (parsed.code === "incomplete") break;
			const end = parsed.code === null ? parsed.end : garbageEnd(this.#buffer, position, parsed);
			const raw = this.#buffer.slice(position, end);
			if (parsed.code !== null) items.push({ kind: "garbage", raw, code: parsed.code });
			else if (!this.#isEcho(raw)) items.push({ kind: "frame", frame: detached(parsed.frame), raw });
			position = end;
		}
		this.#buffer = this.#buffer.slice(position);
		return items;
	}

	/** Drops the next frame if it is this request: echoing level converters send it back. */
	expectEcho(request: Uint8Array): void {
		this.#echo = request.slice();
	}

	/** Forgets the unfinished frame and the expected echo. */
	reset(): void {
		this.#buffer = new Uint8Array(0);
		this.#echo = null;
	}

	/** Bytes held of an unfinished frame. */
	pending(): number {
		return this.#buffer.length;
	}

	#isEcho(raw: Uint8Array): boolean {
		const echo = this.#echo;
		this.#echo = null;
		return echo !== null && echo.length === raw.length && echo.every((byte, index) => byte === raw[index]);
	}
}

function detached(frame: Frame): Frame {
	return frame.kind === "long" ? { ...frame, data: frame.data.slice() } : frame;
}

/** Where the search goes on after a broken frame; never before the byte behind `start`. */
function garbageEnd(buffer: Uint8Array, start: number, { code, end }: Broken): number {
	const isLong = buffer[start] === LONG_START;
	if (code === "checksum" && isLong) return end;
	if (code === "checksum" || (code === "stop-byte" && isLong)) return nextLongStart(buffer, start + 1, end);
	let position = start + 1;
	while (position < buffer.length && !isStart(buffer[position])) position++;
	return position;
}

function isStart(byte: number | undefined): boolean {
	return byte === ACK || byte === LONG_START || byte === SHORT_START;
}

/** A lost byte lets a frame swallow the start of the next one: only a whole start may be believed in there. */
function nextLongStart(buffer: Uint8Array, from: number, end: number): number {
	for (let position = from; position < end; position++) {
		if (buffer[position] !== LONG_START) continue;
		if (position + 3 >= end) return position;
		if (buffer[position + 3] === LONG_START && buffer[position + 1] === buffer[position + 2]) return position;
	}
	return end;
}
