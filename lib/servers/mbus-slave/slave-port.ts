import type { Clock } from "../../model/clock.ts";
import type { Failure } from "../../model/failure.ts";
import { type TcpServer, tcpServer } from "../../transports/tcp-server.ts";
import type { MbusSlaves } from "./mbus-slaves.ts";
import { serveSlaves } from "./serve-slaves.ts";

/** Slaves behind a TCP port. */
export interface SlavePortOptions {
	readonly host: string;
	/** 0 lets the system choose. */
	readonly port: number;
	readonly slaves: MbusSlaves;
	readonly clock: Clock;
	onFailure?(failure: Failure): void;
}

/**
 * Serves slaves to any number of masters at once. Each connection has its own selection and FCBs and hears only its own
 * answers, so that two masters never disturb each other. Throws Failure `port-in-use` or `port-denied`.
 */
export function startSlavePort({ host, port, slaves, clock, onFailure }: SlavePortOptions): Promise<TcpServer> {
	return tcpServer({
		host,
		port,
		clock,
		onLink: (link) => {
			const session = slaves.createSession();
			const stop = serveSlaves({
				link,
				slaves,
				clock,
				baudRate: null,
				session,
				...(onFailure === undefined ? {} : { onFailure }),
			});
			link.listen({
				state: (state) => {
					if (state === "closed") stop();
				},
			});
		},
	});
}
