import type { Frame, LongFrame } from "../../protocols/mbus/frame.ts";
import { FrameSplitter } from "../../protocols/mbus/frame-splitter.ts";
import { SELECTED_ADDRESS } from "../../protocols/mbus/requests.ts";
import { decodeApplication } from "../../protocols/mbus/telegram.ts";

/**
 * Where a foreign master stands: `idle` before its first request, `asking` until the answer is complete, `final` when
 * nothing more belongs to what it did, `hold` when something does (a SELECT, more telegrams), `unsure` when only silence can tell.
 */
export type ForeignState = "idle" | "asking" | "final" | "hold" | "unsure";

/** A request with its bytes. */
interface Request {
	readonly frame: Exclude<Frame, { kind: "ack" }>;
	readonly raw: Uint8Array;
}

const SELECT = 0x52;
const SELECT_MSB = 0x56;
const FROM_MASTER = 0x40;
const NKE = 0x40;
const FUNCTION_BITS = 0x0f;
const REQ_UD2 = 0x0b;
const MOST_REMEMBERED = 32;

/** Follows what a foreign master and the bus say to each other, and keeps what would have to be said again. */
export class ForeignTrace {
	state: ForeignState = "idle";
	readonly #requests = new FrameSplitter();
	readonly #answers = new FrameSplitter();
	#last: Request | null = null;
	/** Its SELECT that was acknowledged last. */
	#selection: Uint8Array | null = null;
	/** Its requests for data of a sequence that is not over, and to whom. */
	#sequence: Uint8Array[] = [];
	#sequenceAddress: number | null = null;

	/** A new session begins: what was unfinished stays unfinished. */
	restart(): void {
		this.state = "idle";
		this.#requests.reset();
		this.#answers.reset();
		this.#last = null;
	}

	/** Bytes on their way from the master to the bus. */
	sent(chunk: Uint8Array): void {
		for (const item of this.#requests.push(chunk)) {
			const isOverlapping = this.state === "asking" || this.state === "unsure";
			this.#answers.reset();
			if (item.kind === "garbage" || item.frame.kind === "ack") {
				this.state = "unsure";
				continue;
			}
			this.#asked({ frame: item.frame, raw: item.raw });
			this.state = isOverlapping ? "unsure" : "asking";
			this.#answers.expectEcho(item.raw);
		}
		if (this.#requests.pending() > 0) this.state = this.state === "unsure" ? "unsure" : "asking";
	}

	/** Bytes on their way from the bus to the master; gives the telegrams that are complete by now. */
	received(chunk: Uint8Array): Uint8Array[] {
		const telegrams: Uint8Array[] = [];
		for (const item of this.#answers.push(chunk)) {
			if (item.kind === "garbage") this.state = "unsure";
			else if (item.frame.kind === "ack") this.#acknowledged();
			else if (item.frame.kind === "long" && (item.frame.control & FROM_MASTER) === 0) {
				telegrams.push(item.raw);
				this.#answered(item.frame);
			}
		}
		if (this.#answers.pending() > 0 && this.state !== "asking") this.state = "unsure";
		return telegrams;
	}

	/**
	 * What must be said on the bus before these bytes, because somebody else was master meanwhile: the master's SELECT
	 * and the part of a sequence that it has read. Null: a deselect, because nobody is selected in the eyes of this master.
	 */
	restoring(bytes: Uint8Array): readonly Uint8Array[] | null {
		const [first] = new FrameSplitter().push(bytes);
		if (first?.kind !== "frame" || first.frame.kind === "ack" || startsAnew(first.frame)) return [];
		const { address } = first.frame;
		const sequence = this.#sequenceAddress === address ? this.#sequence : [];
		if (address !== SELECTED_ADDRESS) return sequence;
		return this.#selection === null ? null : [this.#selection, ...sequence];
	}

	#asked(request: Request): void {
		this.#last = request;
		const { frame } = request;
		if (isSelect(frame) || (isNke(frame) && frame.address === SELECTED_ADDRESS)) this.#selection = null;
		if (startsAnew(frame)) this.#sequence = [];
	}

	#acknowledged(): void {
		if (this.#last === null || this.state !== "asking") return;
		const { frame, raw } = this.#last;
		if (isSelect(frame)) this.#selection = raw;
		this.state = isNke(frame) ? "final" : "hold";
	}

	#answered(answer: LongFrame): void {
		if (this.#last === null) return;
		const { frame, raw } = this.#last;
		const { moreFollows } = decodeApplication(answer);
		const isData = frame.kind === "short" && (frame.control & FUNCTION_BITS) === REQ_UD2;
		this.#sequence = moreFollows && isData ? this.#continued(frame.address, raw) : [];
		this.#sequenceAddress = frame.address;
		if (this.state === "asking") this.state = moreFollows ? "hold" : "final";
	}

	#continued(address: number, raw: Uint8Array): Uint8Array[] {
		const before = this.#sequenceAddress === address ? this.#sequence : [];
		const isRepeated = before.at(-1)?.every((byte, index) => byte === raw[index]) ?? false;
		return isRepeated ? before : [...before, raw].slice(-MOST_REMEMBERED);
	}
}

function isSelect(frame: Frame): boolean {
	return frame.kind === "long" && (frame.ci === SELECT || frame.ci === SELECT_MSB);
}

function isNke(frame: Frame): boolean {
	return frame.kind === "short" && frame.control === NKE;
}

function startsAnew(frame: Frame): boolean {
	return isSelect(frame) || isNke(frame);
}
