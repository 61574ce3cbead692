import { tcpServer } from "../transports/tcp-server.ts";
import { type LineOptions, type SimulatedLine, simulateLine } from "./simulate-line.ts";

/** A simulated line behind a TCP port, as a level converter with Ethernet offers it. */
export interface TcpLineOptions extends LineOptions {
	/** `127.0.0.1` unless said otherwise. */
	readonly host?: string;
	/** 0 lets the system choose. */
	readonly port: number;
}

/** A running line; `close` frees the port. */
export interface TcpLine {
	readonly port: number;
	readonly line: SimulatedLine;
	close(): Promise<void>;
}

/** Starts a line on a port; every connection hears all answers. Throws Failure `port-in-use` or `port-denied`. */
export async function startTcpLine(options: TcpLineOptions): Promise<TcpLine> {
	const { host = "127.0.0.1", port, clock } = options;
	const line = simulateLine(options);
	const server = await tcpServer({ host, port, clock, onLink: (link) => void line.attach(link) });
	return {
		port: server.port,
		line,
		close: async () => {
			line.close();
			await server.close();
		},
	};
}
