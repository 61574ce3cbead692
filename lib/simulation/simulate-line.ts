import type { ByteLink } from "../model/byte-link.ts";
import type { Clock } from "../model/clock.ts";
import type { Frame } from "../protocols/mbus/frame.ts";
import { FrameSplitter } from "../protocols/mbus/frame-splitter.ts";
import { MbusSlaves, type SlaveAnswer } from "../servers/mbus-slave/mbus-slaves.ts";
import { ANSWER_BITS } from "../servers/mbus-slave/serve-slaves.ts";
import type { SlaveChange, VirtualSlave } from "../servers/mbus-slave/virtual-slave.ts";
import { memoryLinkPair } from "../transports/memory-link.ts";
import { AnswerWire } from "./answer-wire.ts";
import { BITS_PER_BYTE } from "./burst.ts";
import { faultyAnswers, type Sending } from "./faulty-answers.ts";
import { countAnswers, countRequest, type LineCounters, noCounters } from "./line-counters.ts";
import { isDue, scheduleAt } from "./schedule-at.ts";
import { seededRandom } from "./seeded-random.ts";
import type { SimulatedMeter } from "./simulated-meter.ts";

/** A simulated M-Bus line. */
export interface LineOptions {
	readonly meters: readonly SimulatedMeter[];
	readonly clock: Clock;
	/** 2400 Bd unless said otherwise; meters that name no rate of their own answer at this one, the others only at theirs. */
	readonly baudRate?: number;
	/** False for a wire without time: every answer comes at once. */
	readonly paced?: boolean;
	/** Bit times between the end of a request and the answer, 33 unless said otherwise. */
	readonly answerBits?: number;
	/** Answers reach the master in a chunk every so many milliseconds and one at the end of the frame; 20, null = whole frames. */
	readonly chunkMs?: number | null;
	/** The converter gives the master its own bytes back. */
	readonly echo?: boolean;
	/** Seed of the faults. */
	readonly seed?: number;
	/** A master changed a meter's address or rate. */
	onChange?(change: SlaveChange): void;
}

/** Half a request is forgotten after 330 bit times (EN 13757-2, 5.4) and what a network may take between two packets. */
const STALE_BITS = 330;
const STALE_MS = 50;
const DEFAULT_CHUNK_MS = 20;

/** An M-Bus with meters, a level converter and wire times; create it with `simulateLine`. */
export class SimulatedLine {
	readonly #options: LineOptions;
	readonly #slaves: MbusSlaves;
	readonly #wire: AnswerWire;
	readonly #splitter = new FrameSplitter();
	readonly #links = new Map<ByteLink, () => void>();
	readonly #pending = new Set<() => void>();
	readonly #talking = new Map<VirtualSlave, number>();
	readonly #random: () => number;
	readonly #counters: LineCounters = noCounters();
	#baudRate: number;
	#requestEnd = 0;

	constructor(options: LineOptions) {
		const { meters, clock, onChange } = options;
		this.#options = options;
		this.#baudRate = options.baudRate ?? 2400;
		this.#random = seededRandom(options.seed ?? 1);
		this.#slaves = new MbusSlaves({
			slaves: meters,
			baudRate: this.#baudRate,
			...(onChange === undefined ? {} : { onChange }),
		});
		this.#wire = new AnswerWire({
			clock,
			chunkMs: options.chunkMs === undefined ? DEFAULT_CHUNK_MS : options.chunkMs,
			deliver: (bytes) => this.#deliver(bytes),
		});
	}

	/** The engine behind the wire, with the meters' present addresses and rates. */
	get slaves(): MbusSlaves {
		return this.#slaves;
	}

	/** What has happened so far. */
	get counters(): Readonly<LineCounters> {
		return this.#counters;
	}

	/** The converter's rate. */
	get baudRate(): number {
		return this.#baudRate;
	}

	/** Changes the converter's rate, as a master does with its port; meters at another rate no longer understand. */
	setBaudRate(baudRate: number): void {
		this.#baudRate = baudRate;
		this.#splitter.reset();
	}

	/** Connects a master; every link hears all answers. Opens the link when it is closed; the returned function unplugs it. */
	attach(link: ByteLink): () => void {
		const leave = link.listen({
			bytes: (chunk) => this.#hear(chunk),
			state: (state) => {
				if (state === "closed") detach();
			},
		});
		const detach = () => {
			leave();
			this.#links.delete(link);
		};
		this.#links.set(link, detach);
		if (link.state === "closed") link.open();
		return detach;
	}

	/** A link in memory that ends on this line, still to be opened by the master; its rate is the line's rate. */
	connect(name = "simulated"): ByteLink {
		const [near, far] = memoryLinkPair(name);
		this.attach(far);
		return Object.assign(near, {
			setBaudRate: async (baudRate: number) => {
				await Promise.resolve();
				this.setBaudRate(baudRate);
			},
		});
	}

	/** Puts bytes on the wire now, as a disturbance does. */
	disturb(bytes: Uint8Array): void {
		this.#wire.transmit(this.#options.clock.monotonic(), this.#bitMs, [bytes]);
	}

	/** Unplugs all masters and forgets what is on its way; the links stay open. */
	close(): void {
		for (const detach of this.#links.values()) detach();
		for (const cancel of this.#pending) cancel();
		this.#pending.clear();
		this.#wire.clear();
	}

	get #bitMs(): number {
		return this.#options.paced === false ? 0 : 1000 / this.#baudRate;
	}

	#hear(chunk: Uint8Array): void {
		const byteMs = BITS_PER_BYTE * this.#bitMs;
		const now = this.#options.clock.monotonic();
		if (now > this.#requestEnd + STALE_BITS * this.#bitMs + STALE_MS) this.#splitter.reset();
		const start = Math.max(now, this.#requestEnd);
		if (this.#options.echo === true) this.#wire.transmit(start, this.#bitMs, [chunk]);
		for (const [index, byte] of chunk.entries()) {
			const end = start + (index + 1) * byteMs;
			for (const item of this.#splitter.push(Uint8Array.of(byte))) {
				if (item.kind === "frame") this.#at(end, () => this.#request(item.frame, end));
			}
		}
		this.#requestEnd = start + chunk.length * byteMs;
	}

	#at(ms: number, callback: () => void): void {
		if (isDue(this.#options.clock, ms)) {
			callback();
			return;
		}
		const cancel = scheduleAt(this.#options.clock, ms, () => {
			this.#pending.delete(cancel);
			callback();
		});
		this.#pending.add(cancel);
	}

	#request(frame: Frame, end: number): void {
		const { clock, answerBits = ANSWER_BITS } = this.#options;
		const answers = this.#slaves
			.respond(frame, { time: clock.now(), baudRate: this.#baudRate })
			.filter(({ slave }) => (this.#talking.get(slave) ?? end) <= end);
		countRequest(this.#counters, frame);
		const sendings = faultyAnswers(answers, { answerBits, random: this.#random });
		countAnswers(this.#counters, sendings);
		this.#occupy(answers, end);
		for (const [start, bytes] of this.#byStart(sendings, end)) this.#wire.transmit(start, this.#bitMs, bytes);
	}

	/** A slave that talks does not hear; with several answers to one request each is taken as long as the longest delay. */
	#occupy(answers: readonly SlaveAnswer[], end: number): void {
		if (this.#bitMs === 0) return;
		const { answerBits = ANSWER_BITS } = this.#options;
		for (const { slave, bytes } of answers) {
			this.#talking.set(slave, end + (answerBits + bytes.length * BITS_PER_BYTE) * this.#bitMs);
		}
	}

	#byStart(sendings: readonly Sending[], end: number): [number, Uint8Array[]][] {
		const starts = new Map<number, Uint8Array[]>();
		for (const { bytes, afterBits, lateMs } of sendings) {
			const start = end + afterBits * this.#bitMs + lateMs;
			starts.set(start, [...(starts.get(start) ?? []), bytes]);
		}
		return [...starts].sort(([one], [other]) => one - other);
	}

	#deliver(bytes: Uint8Array): void {
		for (const link of this.#links.keys()) {
			// A master whose plug is pulled hears nothing; when it comes back it is on the same wire.
			if (link.state === "open") link.write(bytes).catch(() => undefined);
		}
	}
}

/** Builds a line with meters; masters are connected with `attach` or `connect`. */
export function simulateLine(options: LineOptions): SimulatedLine {
	return new SimulatedLine(options);
}
