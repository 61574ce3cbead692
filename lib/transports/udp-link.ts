import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { ByteLink } from "../model/byte-link.ts";
import { type Connection, type ConnectionEvents, type KeepOptions, KeptLink } from "./kept-link.ts";
import { linkFailure } from "./link-failure.ts";
import { type SocketAddress, socketAddressText } from "./tcp-link.ts";

/** Larger writes travel as several datagrams; no M-Bus frame comes near it. */
const MOST_BYTES = 1_400;

function udpConnection(link: string, { host, port }: SocketAddress, events: ConnectionEvents): Connection {
	const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
	const gone = new Promise<void>((resolve) => {
		socket.once("close", () => resolve());
	});
	let closed = false;
	socket.on("error", (error) => events.lost(linkFailure(link, error)));
	socket.on("connect", () => events.opened());
	socket.on("message", (chunk) => events.bytes(chunk));
	socket.connect(port, host);
	return {
		send: (bytes, done) => {
			const parts = Math.max(1, Math.ceil(bytes.length / MOST_BYTES));
			for (let part = 0; part < parts; part += 1) {
				const chunk = bytes.subarray(part * MOST_BYTES, (part + 1) * MOST_BYTES);
				socket.send(chunk, part === parts - 1 ? done : undefined);
			}
		},
		close: () => {
			if (!closed) socket.close();
			closed = true;
			return gone;
		},
	};
}

/** A connected UDP socket; a datagram is a chunk, a refused one (ICMP) shows as `link-refused` and the socket is opened anew. */
export function udpLink(options: KeepOptions & SocketAddress): ByteLink {
	const name = `udp://${socketAddressText(options)}`;
	return new KeptLink(name, (events) => udpConnection(name, options, events), options);
}
