import { encodeFrame, type Frame } from "../../../lib/protocols/mbus/frame.ts";
import { FrameSplitter } from "../../../lib/protocols/mbus/frame-splitter.ts";
import { SimulatedClock } from "../../../lib/simulation/simulated-clock.ts";
import { type MemoryLink, memoryLinkPair } from "../../../lib/transports/memory-link.ts";
import type { TestSlave } from "./test-slave.ts";

/** What a bus does besides carrying bytes. */
export interface BusOptions {
	readonly baudRate?: number;
	/** Sends every request back, as two-wire converters do. */
	readonly echo?: boolean;
	/** Bit times from the end of a request to the first byte of its answer. */
	readonly answerBits?: number;
	/** Bytes handed over at once. */
	readonly chunk?: number;
}

/** A scripted bus: every byte takes 11 bit times, answers at the same moment superpose with 0 dominating. */
export class TestBus {
	readonly clock = new SimulatedClock();
	readonly link: MemoryLink;
	readonly far: MemoryLink;
	readonly slaves: TestSlave[] = [];
	/** Every frame that was heard on the bus. */
	readonly requests: Frame[] = [];
	/** Changes what the bus carries back; an empty array is silence. */
	disturb: (answer: Uint8Array, request: Frame) => Uint8Array = (answer) => answer;
	baudRate: number;
	readonly #options: Required<Omit<BusOptions, "baudRate">>;
	readonly #splitter = new FrameSplitter();
	/** Bytes that the master wrote, whatever they are. */
	written: Uint8Array[] = [];

	constructor(options: BusOptions = {}) {
		this.baudRate = options.baudRate ?? 2400;
		this.#options = { echo: false, answerBits: 33, chunk: 1, ...options };
		[this.link, this.far] = memoryLinkPair();
		this.far.open();
		this.far.listen({ bytes: (chunk) => this.#written(chunk) });
	}

	get selects(): number {
		return this.requests.filter((frame) => frame.kind === "long" && frame.ci === 0x52).length;
	}

	bits(count: number): number {
		return (count * 1000) / this.baudRate;
	}

	/** Puts bytes on the bus that nobody asked for. */
	async noise(bytes: Uint8Array): Promise<void> {
		await this.far.write(bytes);
	}

	#written(chunk: Uint8Array): void {
		this.written.push(chunk);
		if (this.#options.echo) this.#carry(chunk, 0);
		for (const item of this.#splitter.push(chunk)) {
			if (item.kind !== "frame") continue;
			const { frame, raw } = item;
			this.clock.schedule(this.bits(11 * raw.length), () => this.#heard(frame));
		}
	}

	#heard(frame: Frame): void {
		this.requests.push(frame);
		const answers = this.slaves
			.map((slave) => slave.respond(frame, this.baudRate))
			.filter((answer) => answer !== null)
			.map((answer) => encodeFrame(answer));
		const answer = this.disturb(superpose(answers), frame);
		this.#carry(answer, this.bits(this.#options.answerBits));
	}

	#carry(bytes: Uint8Array, delayMs: number): void {
		for (let start = 0; start < bytes.length; start += this.#options.chunk) {
			const piece = bytes.slice(start, start + this.#options.chunk);
			const due = delayMs + this.bits(11 * (start + piece.length));
			this.clock.schedule(due, () => {
				if (this.far.state === "open") this.far.write(piece).catch(() => undefined);
			});
		}
	}
}

function superpose(answers: readonly Uint8Array[]): Uint8Array {
	const length = Math.max(0, ...answers.map((answer) => answer.length));
	return Uint8Array.from({ length }, (_, index) =>
		answers.reduce((byte, answer) => byte & (answer[index] ?? 0xff), 0xff),
	);
}
