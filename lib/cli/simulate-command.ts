import { simulateBuilding } from "../simulation/building/simulate-building.ts";
import { simpleMeters } from "../simulation/simple-meters.ts";
import { type LineOptions, simulateLine } from "../simulation/simulate-line.ts";
import type { SimulatedMeter } from "../simulation/simulated-meter.ts";
import { startTcpLine } from "../simulation/tcp-line.ts";
import { serialLink } from "../transports/serial-link.ts";
import { type CommandIo, DONE } from "./command.ts";
import { type Arguments, choiceOption, numberOption, readArguments, textOption } from "./read-arguments.ts";
import { WrongUsage } from "./wrong-usage.ts";

const DEFAULT_PORT = 10_001;
const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_BAUD_RATE = 2400;

interface Simulation {
	/** Where it listens, for people. */
	readonly sentence: string;
	close(): Promise<void>;
}

/** `simulate`: meters on a TCP port or a serial port until the user has had enough. */
export async function simulateCommand(args: readonly string[], io: CommandIo): Promise<number> {
	const given = readArguments(args, {
		port: { type: "string" },
		host: { type: "string" },
		serial: { type: "string" },
		parity: { type: "string" },
		meters: { type: "string" },
		baud: { type: "string" },
		unpaced: { type: "boolean" },
	});
	const baudRate = numberOption(given, "baud", { from: 300, to: 38_400 }) ?? DEFAULT_BAUD_RATE;
	const options: LineOptions = {
		meters: metersOf(given),
		clock: io.clock,
		baudRate,
		paced: given.values["unpaced"] !== true,
	};
	const serial = textOption(given, "serial");
	const simulation = serial === undefined ? await onTcp(given, options, io) : onSerial(serial, given, options, io);
	try {
		await io.stdout.write(`${simulation.sentence}\n`);
		await aborted(io.signal);
	} finally {
		await simulation.close();
	}
	return DONE;
}

function metersOf(given: Arguments): readonly SimulatedMeter[] {
	const [site = "demo", ...more] = given.positionals;
	if (more.length > 0) throw new WrongUsage("too-many", { text: more.join(" ") });
	if (site !== "demo") throw new WrongUsage("site", { text: site });
	const count = numberOption(given, "meters", { from: 1, to: 1000 });
	return count === undefined ? simulateBuilding() : simpleMeters({ count });
}

async function onTcp(given: Arguments, options: LineOptions, { words }: CommandIo): Promise<Simulation> {
	const host = textOption(given, "host") ?? DEFAULT_HOST;
	const port = numberOption(given, "port", { from: 0, to: 65_535 }) ?? DEFAULT_PORT;
	const running = await startTcpLine({ ...options, host, port });
	const values = { host, port: running.port, meters: options.meters.length, baudRate: running.line.baudRate };
	return { sentence: words.say("simulate.tcp", values), close: () => running.close() };
}

function onSerial(path: string, given: Arguments, options: LineOptions, io: CommandIo): Simulation {
	const { words, clock } = io;
	const parity = choiceOption(given, "parity", ["even", "none"] as const) ?? "even";
	const line = simulateLine(options);
	const link = serialLink({ path, baudRate: line.baudRate, parity, clock });
	link.listen({
		state: (_state, cause) => {
			// The port is tried again for ever; what cannot be said is no reason to stop.
			if (cause !== undefined) io.stderr.write(`${words.failure(cause)}\n`).catch(() => undefined);
		},
	});
	line.attach(link);
	const values = { path, meters: options.meters.length, baudRate: line.baudRate };
	return {
		sentence: words.say("simulate.serial", values),
		close: async () => {
			line.close();
			await link.close();
		},
	};
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
