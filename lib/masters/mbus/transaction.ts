import { Failure, type FailureCode } from "../../model/failure.ts";
import { encodeFrame, type Frame } from "../../protocols/mbus/frame.ts";
import type { BusAccess, BusAnswer, BusTap, RequestOptions, TapListener } from "./bus-access.ts";
import type { ExchangeResult } from "./exchange.ts";
import type { LineSettings } from "./line-options.ts";
import type { Counters, Ending } from "./statistics.ts";
import type { Wire } from "./wire.ts";

/** Counter of a garbled answer by its code; every other code is noise. */
const GARBLED = new Map<FailureCode, Ending>([
	["checksum", "checksums"],
	["collision", "collisions"],
]);

/** The failure that an exchange without its answer amounts to. */
export function exchangeFailure(result: Exclude<ExchangeResult, { kind: "frame" }>, device: string | null): Failure {
	if (result.kind === "silent") return new Failure("device-silent", { address: device });
	if (result.kind === "stray") return new Failure("wrong-answer", { address: device });
	return new Failure(result.code, { address: device });
}

function endingOf(result: ExchangeResult): Ending {
	if (result.kind === "frame") return "answers";
	if (result.kind === "silent") return "timeouts";
	return result.kind === "stray" ? "wrongAnswers" : (GARBLED.get(result.code) ?? "noises");
}

/** What one holder of the line may do with it; useless once the transaction is over. */
export class Transaction implements BusAccess {
	readonly signal: AbortSignal | undefined;
	readonly #wire: Wire;
	readonly #counters: Counters;
	readonly #settings: LineSettings;
	#over = false;

	constructor(wire: Wire, counters: Counters, settings: LineSettings, signal: AbortSignal | undefined) {
		this.#wire = wire;
		this.#counters = counters;
		this.#settings = settings;
		this.signal = signal;
	}

	get baudRate(): number {
		return this.#wire.baudRate;
	}

	async request(frame: Frame, options: RequestOptions): Promise<BusAnswer> {
		const result = await this.exchange(encodeFrame(frame), options);
		if (result.kind === "frame") return result;
		throw exchangeFailure(result, options.device ?? null);
	}

	async exchange(request: Uint8Array, options: RequestOptions): Promise<ExchangeResult> {
		this.#check();
		const device = options.device ?? null;
		try {
			const result = await this.#wire.exchange({
				bytes: request,
				expectation: options.expect,
				accept: options.accept ?? (() => true),
				signal: options.signal ?? this.signal,
			});
			this.#counters.count(endingOf(result), device);
			return result;
		} catch (error) {
			this.#counters.count("aborted", device);
			throw error;
		}
	}

	async send(request: Uint8Array): Promise<void> {
		this.#check();
		await this.#wire.send(request);
	}

	async pause(ms: number): Promise<void> {
		this.#check();
		await this.#settings.clock.sleep(ms, this.signal);
	}

	async useBaudRate(baudRate: number): Promise<void> {
		this.#check();
		await this.#wire.setBaudRate(baudRate);
	}

	async tap(listener: TapListener): Promise<BusTap> {
		this.#check();
		return await this.#wire.tap(listener);
	}

	/** After this the holder can no longer disturb the next one. */
	end(): void {
		this.#over = true;
	}

	#check(): void {
		if (this.#over) throw new Failure("internal", { message: "the transaction is over" });
	}
}
