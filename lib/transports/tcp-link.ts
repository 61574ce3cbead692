import { connect } from "node:net";
import type { ByteLink } from "../model/byte-link.ts";
import { type KeepOptions, KeptLink } from "./kept-link.ts";
import { socketConnection } from "./socket-connection.ts";

/** Where a TCP or UDP peer is. */
export interface SocketAddress {
	readonly host: string;
	/** 1 … 65535. */
	readonly port: number;
}

/** `host:port`, with brackets round an IPv6 address. */
export function socketAddressText({ host, port }: SocketAddress): string {
	return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A TCP client that connects for ever. States carry `link-refused`, `link-unreachable` or `link-down`. */
export function tcpLink(options: KeepOptions & SocketAddress): ByteLink {
	const { host, port } = options;
	const name = `tcp://${socketAddressText(options)}`;
	return new KeptLink(name, (events) => socketConnection(name, connect({ host, port }), events), options);
}
