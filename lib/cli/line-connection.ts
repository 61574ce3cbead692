import { MbusLine } from "../masters/mbus/line.ts";
import type { ByteLink } from "../model/byte-link.ts";
import type { Clock } from "../model/clock.ts";
import { Failure } from "../model/failure.ts";
import { serialLink } from "../transports/serial-link.ts";
import { type SocketAddress, tcpLink } from "../transports/tcp-link.ts";
import { udpLink } from "../transports/udp-link.ts";
import type { CommandIo } from "./command.ts";
import { type Arguments, choiceOption, numberOption, textOption } from "./read-arguments.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** The options of every command that needs a line. */
export const LINE_OPTIONS = {
	tcp: { type: "string" },
	udp: { type: "string" },
	serial: { type: "string" },
	baud: { type: "string" },
	parity: { type: "string" },
	latency: { type: "string" },
	retries: { type: "string" },
	json: { type: "boolean" },
} as const;

/** Reads `host:port`, `[::1]:port`; throws WrongUsage for anything else. */
export function socketAddress(text: string): SocketAddress {
	const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
	const host = match?.[1] ?? match?.[2];
	const port = Number(match?.[3]);
	if (host === undefined || port < 1 || port > 65_535) throw new WrongUsage("socket", { text });
	return { host, port };
}

/** Opens the line that the options name, runs the job and closes it again whatever happens. */
export async function withLine<T>(given: Arguments, io: CommandIo, job: (line: MbusLine) => Promise<T>): Promise<T> {
	const latencyMs = numberOption(given, "latency", { from: 0, to: 60_000 });
	const retries = numberOption(given, "retries", { from: 0, to: 10 });
	const baudRate = baudRateOf(given);
	const line = new MbusLine({
		link: linkOf(given, io.clock),
		clock: io.clock,
		baudRate,
		...(latencyMs === undefined ? {} : { latencyMs }),
		...(retries === undefined ? {} : { retries }),
	});
	try {
		await opened(line, given, io.signal);
		return await job(line);
	} finally {
		await line.close();
	}
}

/** Waits for the first try to connect; throws what kept it from it, or Failure `cancelled`. */
async function opened(line: MbusLine, given: Arguments, signal: AbortSignal): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const cancel = () => reject(new Failure("cancelled"));
	const leave = line.listen({
		state: (state, cause) => {
			if (state === "open") resolve();
			if (state === "waiting") reject(cause ?? new Failure("link-down", { link: linkName(given) }));
		},
	});
	signal.addEventListener("abort", cancel);
	try {
		line.open();
		if (signal.aborted) cancel();
		await promise;
	} finally {
		leave();
		signal.removeEventListener("abort", cancel);
	}
}

function linkName(given: Arguments): string | null {
	return textOption(given, "tcp") ?? textOption(given, "udp") ?? textOption(given, "serial") ?? null;
}

function baudRateOf(given: Arguments): number {
	return numberOption(given, "baud", { from: 300, to: 38_400 }) ?? 2400;
}

function linkOf(given: Arguments, clock: Clock): ByteLink {
	const [tcp, udp, path] = ["tcp", "udp", "serial"].map((name) => textOption(given, name));
	if ([tcp, udp, path].filter((way) => way !== undefined).length !== 1) throw new WrongUsage("line");
	const parity = choiceOption(given, "parity", ["even", "none"] as const) ?? "even";
	if (tcp !== undefined) return tcpLink({ ...socketAddress(tcp), clock });
	if (udp !== undefined) return udpLink({ ...socketAddress(udp), clock });
	return serialLink({ path: path ?? "", baudRate: baudRateOf(given), parity, clock });
}
