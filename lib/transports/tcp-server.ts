import { createServer, type Server, type Socket } from "node:net";
import type { ByteLink, LinkListener, LinkState } from "../model/byte-link.ts";
import type { Clock } from "../model/clock.ts";
import { Failure } from "../model/failure.ts";
import type { Connection } from "./kept-link.ts";
import { linkFailure } from "./link-failure.ts";
import { LinkListeners } from "./link-listeners.ts";
import { PendingWrites } from "./pending-writes.ts";
import { socketConnection } from "./socket-connection.ts";
import { socketAddressText } from "./tcp-link.ts";

/** Where to listen and whom to tell. */
export interface TcpServerOptions {
	/** `127.0.0.1` for this machine alone, `0.0.0.0` or `::` for everybody. */
	readonly host: string;
	/** 0 lets the system choose. */
	readonly port: number;
	readonly clock: Clock;
	/** More callers than this are turned away; 64 unless told. */
	readonly maxConnections?: number;
	/** A caller: its link is open and holds its bytes back until someone listens. */
	onLink(link: ByteLink, remote: string): void;
	/** A caller could not be accepted; the server goes on. */
	onError?(failure: Failure): void;
}

/** A server that listens. */
export interface TcpServer {
	/** The port it got. */
	readonly port: number;
	/** Ends all links and the listening; may be called again. */
	close(): Promise<void>;
}

/** One accepted caller: open until either side ends it, never opened again. */
class AcceptedLink implements ByteLink {
	readonly name: string;
	readonly #listeners = new LinkListeners();
	readonly #writes: PendingWrites;
	readonly #socket: Socket;
	readonly #connection: Connection;
	#state: LinkState = "open";

	constructor(socket: Socket, remote: string, clock: Clock) {
		this.name = `tcp://${remote}`;
		this.#socket = socket;
		this.#writes = new PendingWrites(this.name, clock);
		this.#connection = socketConnection(this.name, socket, {
			opened: () => undefined,
			bytes: (chunk) => this.#listeners.bytes(chunk),
			lost: (failure) => this.#end(failure),
		});
		socket.pause();
	}

	get state(): LinkState {
		return this.#state;
	}

	open(): void {
		// Only the caller can open this link, and it has.
	}

	async write(bytes: Uint8Array): Promise<void> {
		if (this.#state !== "open") throw new Failure("link-down", { link: this.name });
		await this.#writes.write(bytes, this.#connection.send, (failure) => this.#end(failure));
	}

	async close(): Promise<void> {
		this.#end(new Failure("link-down", { link: this.name, reason: "closed" }));
		await this.#connection.close();
	}

	listen(listener: LinkListener): () => void {
		const leave = this.#listeners.add(listener);
		if (listener.bytes !== undefined) this.#socket.resume();
		return leave;
	}

	#end(failure: Failure): void {
		if (this.#state === "closed") return;
		this.#state = "closed";
		this.#socket.destroy();
		this.#writes.fail(failure.code === "link-down" ? failure : new Failure("link-down", { link: this.name }, failure));
		this.#listeners.state("closed", failure);
	}
}

function nameOf(options: TcpServerOptions): string {
	return `tcp://${socketAddressText(options)}`;
}

function listening(server: Server, options: TcpServerOptions): Promise<void> {
	return new Promise((resolve, reject) => {
		const failed = (error: Error) => reject(linkFailure(nameOf(options), error));
		server.once("error", failed);
		server.listen({ host: options.host, port: options.port }, () => {
			server.off("error", failed);
			resolve();
		});
	});
}

function remoteOf(socket: Socket): string {
	return socketAddressText({ host: socket.remoteAddress ?? "?", port: socket.remotePort ?? 0 });
}

/** Listens for callers; throws Failure `port-in-use`, `port-denied` or `link-unreachable` when it cannot. */
export async function tcpServer(options: TcpServerOptions): Promise<TcpServer> {
	const links = new Set<AcceptedLink>();
	const server = createServer((socket) => {
		const link = new AcceptedLink(socket, remoteOf(socket), options.clock);
		links.add(link);
		socket.once("close", () => links.delete(link));
		options.onLink(link, remoteOf(socket));
	});
	server.maxConnections = options.maxConnections ?? 64;
	await listening(server, options);
	server.on("error", (error) => options.onError?.(linkFailure(nameOf(options), error)));
	const bound = server.address();
	let closed: Promise<void> | null = null;
	const close = async () => {
		const ended = new Promise<void>((resolve) => {
			server.close(() => resolve());
		});
		await Promise.all([...links].map((link) => link.close()));
		await ended;
	};
	return {
		port: typeof bound === "object" && bound !== null ? bound.port : options.port,
		close: () => {
			closed ??= close();
			return closed;
		},
	};
}
