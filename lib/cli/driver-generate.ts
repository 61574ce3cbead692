import type { Driver } from "../drivers/driver.ts";
import { generateDriver } from "../drivers/generate-driver.ts";
import { printDriver } from "../drivers/print-driver.ts";
import { parseMeterAddress } from "../masters/mbus/meter-address.ts";
import { readMeter } from "../masters/mbus/read-meter.ts";
import { decodeTelegram, type TelegramResult } from "../protocols/mbus/telegram.ts";
import { type CommandIo, DONE } from "./command.ts";
import { lenientHex } from "./lenient-hex.ts";
import { LINE_OPTIONS, withLine } from "./line-connection.ts";
import { type Arguments, parsed, readArguments, textOption } from "./read-arguments.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** `driver generate`: writes the XML of a new driver, from telegrams given as hex or from a meter on a line. */
export async function driverGenerate(args: readonly string[], io: CommandIo): Promise<number> {
	const given = readArguments(args, { ...LINE_OPTIONS, name: { type: "string" }, title: { type: "string" } });
	if (given.positionals.length === 0) throw new WrongUsage("missing", { what: "HEX" });
	const live = ["tcp", "udp", "serial"].some((name) => textOption(given, name) !== undefined);
	const telegrams = live ? await fromMeter(given, io) : given.positionals.map((hex) => decodeTelegram(lenientHex(hex)));
	await io.stdout.write(printDriver(driverOf(telegrams, given)));
	return DONE;
}

function driverOf(telegrams: readonly TelegramResult[], given: Arguments): Driver {
	const name = textOption(given, "name");
	const title = textOption(given, "title");
	return generateDriver(telegrams, {
		...(name === undefined ? {} : { name }),
		...(title === undefined ? {} : { title }),
	});
}

async function fromMeter(given: Arguments, io: CommandIo): Promise<readonly TelegramResult[]> {
	const [text = "", ...more] = given.positionals;
	if (more.length > 0) throw new WrongUsage("too-many", { text: more.join(" ") });
	const address = parsed(text, parseMeterAddress);
	return await withLine(given, io, async (line) => {
		const { telegrams } = await readMeter(line, address, { signal: io.signal });
		return telegrams;
	});
}
