import type { Node, NodeAPI } from "node-red";
import type { ByteLink } from "../lib/model/byte-link.ts";
import { Failure, toFailure } from "../lib/model/failure.ts";
import { systemClock } from "../lib/model/system-clock.ts";
import { tcpServer } from "../lib/transports/tcp-server.ts";
import { type Config, requiredNumber, textOf, wordOf } from "./config-value.ts";
import { baudRateOf, serialLinkOf } from "./mw-mbus-line/line-options.ts";
import { onClose } from "./on-close.ts";
import { onceAnOutage } from "./once-an-outage.ts";
import { reporter } from "./report-failure.ts";
import { showFailure, showStatus } from "./status.ts";

/** A port that a node offers to others: TCP or serial, as its form says. */
export interface PortOptions {
	readonly config: Config;
	/** Someone is there; `baudRate` is null on TCP. */
	onLink(link: ByteLink, baudRate: number | null): void;
	/** The port is open. */
	onOpen(port: number | null): void;
}

interface OpenPort {
	close(): Promise<void>;
}

const HIGHEST_PORT = 65_535;
/** A port that something else holds is tried again: the other program may end, and nobody deploys because of that. */
const RETRY_MS = 10_000;

async function openTcp(options: PortOptions): Promise<OpenPort> {
	const { config, onLink, onOpen } = options;
	const server = await tcpServer({
		host: textOf(config, "host") || "127.0.0.1",
		port: requiredNumber(config, "port", [0, HIGHEST_PORT]),
		clock: systemClock,
		onLink: (link) => onLink(link, null),
	});
	onOpen(server.port);
	return server;
}

function openSerial(RED: NodeAPI, node: Node, { config, onLink, onOpen }: PortOptions): OpenPort {
	const link = serialLinkOf(config, systemClock);
	const report = onceAnOutage(reporter(RED, node));
	link.listen({
		state: (state, cause, retryMs) => {
			report(state, cause);
			if (state === "open") onOpen(null);
			else if (cause !== undefined) showFailure(RED, node, cause, retryMs);
		},
	});
	onLink(link, baudRateOf(config));
	link.open();
	return link;
}

async function open(RED: NodeAPI, node: Node, options: PortOptions): Promise<OpenPort> {
	const isSerial = wordOf(options.config, "transport", ["tcp", "serial"]) === "serial";
	return isSerial ? openSerial(RED, node, options) : await openTcp(options);
}

function mayBeTriedAgain({ code }: Failure): boolean {
	return code !== "config" && code !== "baud-rate";
}

/** Tries until the port is open; null where trying again is no use. Throws Failure `cancelled`. */
async function openInTheEnd(
	attempt: () => Promise<OpenPort>,
	failed: (failure: Failure) => void,
	signal: AbortSignal,
): Promise<OpenPort | null> {
	for (;;) {
		const outcome = await attempt().catch(toFailure);
		if (!(outcome instanceof Failure)) return outcome;
		failed(outcome);
		if (!mayBeTriedAgain(outcome)) return null;
		await systemClock.sleep(RETRY_MS, signal);
	}
}

/** Opens a port for the life of a node, tries again what may succeed later, and reports a failure once. */
export function openPort(RED: NodeAPI, node: Node, options: PortOptions): void {
	const closing = new AbortController();
	const report = reporter(RED, node);
	let reported = false;
	const failed = (failure: Failure) => {
		showFailure(RED, node, failure, mayBeTriedAgain(failure) ? RETRY_MS : undefined);
		if (closing.signal.aborted || reported) return;
		reported = true;
		report(failure);
	};
	showStatus(RED, node, ["waiting", "connecting"]);
	const opened = openInTheEnd(() => open(RED, node, options), failed, closing.signal).catch(() => null);
	onClose(RED, node, async () => {
		closing.abort(new Failure("cancelled"));
		await (await opened)?.close();
	});
}
