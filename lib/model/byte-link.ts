import type { Failure } from "./failure.ts";

/** What a link is doing: `waiting` is the pause before the next try to open. */
export type LinkState = "closed" | "opening" | "open" | "waiting";

/** What someone who listens to a link is told. Callbacks must not throw. */
export interface LinkListener {
	/** A chunk as it came off the wire, cut anywhere. */
	bytes?(chunk: Uint8Array): void;
	/** A change of state; `cause` says why it is not open, `retryMs` when the next try comes. */
	state?(state: LinkState, cause?: Failure, retryMs?: number): void;
}

/** A two-way stream of bytes that keeps itself open: serial port, TCP or UDP socket, memory. */
export interface ByteLink {
	/** For people, e.g. `tcp://10.0.0.5:10001` or `/dev/ttyUSB0`. */
	readonly name: string;
	readonly state: LinkState;
	/** Starts opening and keeps the link open until `close`; resolves at once, the listeners hear how it goes. */
	open(): void;
	/** Resolves when the bytes are handed to the wire; throws Failure `link-down` while the link is not open. */
	write(bytes: Uint8Array): Promise<void>;
	/** Frees everything; never throws. The link can be opened again. */
	close(): Promise<void>;
	/** Tells the listener of bytes and states until the returned function is called. */
	listen(listener: LinkListener): () => void;
	/** Changes the baud rate where the link has one (serial); a link without one does not have this method. */
	setBaudRate?(baudRate: number): Promise<void>;
}
