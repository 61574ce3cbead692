import type { Failure } from "../../model/failure.ts";
import type { Frame } from "../../protocols/mbus/frame.ts";
import type { ExchangeResult } from "./exchange.ts";
import type { Expectation } from "./superposition.ts";

/** What a request expects, and whom it is for. */
export interface RequestOptions {
	readonly expect: Expectation;
	/** Key of the meter in the statistics; left out for a request to nobody in particular. */
	readonly device?: string;
	/** Says no to a good frame that answers something else; waiting goes on then. */
	readonly accept?: (frame: Frame) => boolean;
	/** Takes the request back; the line still waits until its answer can no longer disturb. */
	readonly signal?: AbortSignal;
}

/** A good answer. */
export interface BusAnswer {
	readonly frame: Frame;
	readonly raw: Uint8Array;
	/** Other bytes came in front of it or right behind it. */
	readonly disturbed: boolean;
}

/** Raw use of the wire within a transaction: for a foreign master. */
export interface BusTap {
	/** Resolves when the bytes are handed to the wire; throws Failure `link-down`. */
	write(bytes: Uint8Array): Promise<void>;
	/** Gives the wire back to `request` and `exchange`. */
	end(): void;
}

/** Who listens to the raw wire. */
export interface TapListener {
	bytes(chunk: Uint8Array): void;
	/** The link is gone or the line closed. */
	down(failure: Failure): void;
}

/** The bus for the time of one transaction. */
export interface BusAccess {
	/** The signal of the transaction. */
	readonly signal: AbortSignal | undefined;
	/** The baud rate at which the bus is used now. */
	readonly baudRate: number;
	/**
	 * Sends a request and resolves with its answer, the moment it is complete.
	 * Throws Failure `device-silent`, `checksum`, `collision`, `incomplete` (and other link layer codes),
	 * `wrong-answer`, `link-down`, `bus-closed` or `cancelled`.
	 */
	request(frame: Frame, options: RequestOptions): Promise<BusAnswer>;
	/** As `request`, but hands over what came instead of judging it. Throws only `link-down`, `bus-closed`, `cancelled`. */
	exchange(request: Uint8Array, options: RequestOptions): Promise<ExchangeResult>;
	/** Sends what nobody answers, and waits until it is on the wire. */
	send(request: Uint8Array): Promise<void>;
	/** Waits with the line held; throws Failure `cancelled`. */
	pause(ms: number): Promise<void>;
	/** Uses another baud rate until the end of the transaction. */
	useBaudRate(baudRate: number): Promise<void>;
	/** Takes the raw wire; throws Failure `link-down` or `bus-closed`. */
	tap(listener: TapListener): Promise<BusTap>;
}
