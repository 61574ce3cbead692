import type { LineOptions } from "../../lib/masters/mbus/line-options.ts";
import type { ByteLink } from "../../lib/model/byte-link.ts";
import type { Clock } from "../../lib/model/clock.ts";
import { Failure } from "../../lib/model/failure.ts";
import { BAUD_RATES } from "../../lib/protocols/mbus/requests.ts";
import { serialLink } from "../../lib/transports/serial-link.ts";
import { tcpLink } from "../../lib/transports/tcp-link.ts";
import { udpLink } from "../../lib/transports/udp-link.ts";
import { type Config, requiredNumber, requiredText, wholeNumberOf, wordOf } from "../config-value.ts";

const HIGHEST_PORT = 65_535;
const LONGEST_LATENCY_MS = 60_000;
const MOST_RETRIES = 10;

/** A baud rate of the M-Bus, 2400 where nothing was entered; throws Failure `baud-rate`. */
export function baudRateOf(config: Config): number {
	const baudRate = wholeNumberOf(config, "baudRate", [1, 1_000_000]) ?? 2400;
	if (!BAUD_RATES.some((row) => row.baudRate === baudRate)) throw new Failure("baud-rate", { baudRate });
	return baudRate;
}

/** A serial port as the form describes it; throws Failure `config` or `baud-rate`. */
export function serialLinkOf(config: Config, clock: Clock): ByteLink {
	const parity = wordOf(config, "parity", ["even", "none"]);
	return serialLink({ path: requiredText(config, "path"), baudRate: baudRateOf(config), parity, clock });
}

function linkOf(config: Config, clock: Clock): ByteLink {
	const transport = wordOf(config, "transport", ["tcp", "udp", "serial"]);
	if (transport === "serial") return serialLinkOf(config, clock);
	const address = { host: requiredText(config, "host"), port: requiredNumber(config, "port", [1, HIGHEST_PORT]) };
	return transport === "udp" ? udpLink({ ...address, clock }) : tcpLink({ ...address, clock });
}

/** The line that the form describes; throws Failure `config` or `baud-rate`. */
export function lineOptionsOf(config: Config, clock: Clock): LineOptions {
	const latencyMs = wholeNumberOf(config, "latency", [0, LONGEST_LATENCY_MS]);
	return {
		link: linkOf(config, clock),
		clock,
		baudRate: baudRateOf(config),
		retries: wholeNumberOf(config, "retries", [0, MOST_RETRIES]) ?? 2,
		nke: wordOf(config, "nke", ["first", "never", "always"]),
		...(latencyMs === null ? {} : { latencyMs }),
	};
}
