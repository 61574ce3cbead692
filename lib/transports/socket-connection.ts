import type { Socket } from "node:net";
import { Failure } from "../model/failure.ts";
import type { Connection, ConnectionEvents } from "./kept-link.ts";
import { linkFailure } from "./link-failure.ts";

/** A probe goes out after this much silence, so that a pulled plug is noticed. */
const KEEP_ALIVE_MS = 15_000;

/** A TCP socket, connecting or connected, as a connection; it has an error listener as long as it lives. */
export function socketConnection(link: string, socket: Socket, events: ConnectionEvents): Connection {
	const gone = new Promise<void>((resolve) => {
		socket.once("close", () => resolve());
	});
	socket.setNoDelay(true);
	socket.setKeepAlive(true, KEEP_ALIVE_MS);
	socket.on("connect", () => events.opened());
	socket.on("error", (error) => events.lost(linkFailure(link, error)));
	// Half-open is of no use on a field bus: a peer that ended its side is gone.
	socket.on("end", () => events.lost(new Failure("link-down", { link, reason: "end" })));
	socket.on("close", () => events.lost(new Failure("link-down", { link, reason: "close" })));
	socket.on("data", (chunk: Uint8Array) => events.bytes(chunk));
	return {
		send: (bytes, done) => {
			socket.write(bytes, done);
		},
		close: () => {
			socket.destroy();
			return gone;
		},
	};
}
