import type { MbusLine } from "../masters/mbus/line.ts";
import { type MeterAddress, parseMeterAddress } from "../masters/mbus/meter-address.ts";
import { type RawAnswer, rawRequest } from "../masters/mbus/raw-request.ts";
import { Failure, toFailure } from "../model/failure.ts";
import { encodeFrame } from "../protocols/mbus/frame.ts";
import { SELECTED_ADDRESS, selectSlave, sndUd } from "../protocols/mbus/requests.ts";
import { decodeTelegram } from "../protocols/mbus/telegram.ts";
import { type CommandIo, DONE, FAILED } from "./command.ts";
import { explanation } from "./decode-command.ts";
import { explainTelegram } from "./explain.ts";
import { lenientHex, quickHex } from "./lenient-hex.ts";
import { LINE_OPTIONS, withLine } from "./line-connection.ts";
import { parsed, readArguments } from "./read-arguments.ts";
import { resultOutput } from "./telegram-output.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** `mbus raw`: sends bytes as they are, or as data to one meter, and prints the answer. */
export async function mbusRaw(args: readonly string[], io: CommandIo): Promise<number> {
	const given = readArguments(args, { ...LINE_OPTIONS, explain: { type: "boolean" } });
	const [target, ...hex] = given.positionals;
	if (target === undefined || hex.length === 0) throw new WrongUsage("missing", { what: "ADDRESS HEX" });
	const address = target === "-" ? null : parsed(target, parseMeterAddress);
	const bytes = parsed(hex.join(" "), lenientHex);
	const answer = await withLine(given, io, (line) => ask(line, address, bytes, io.signal));
	if (given.values["json"] === true) await io.stdout.write(jsonText(answer));
	else await io.stdout.write(people(bytesOf(address, bytes), answer, given.values["explain"] === true, io));
	return answer.raw.length === 0 ? FAILED : DONE;
}

/** An answer that does not come is an answer with nothing in it; anything else that fails is thrown. */
async function ask(
	line: MbusLine,
	address: MeterAddress | null,
	bytes: Uint8Array,
	signal: AbortSignal,
): Promise<RawAnswer> {
	if (address?.kind === "secondary") await rawRequest(line, selectSlave(address.address), { signal });
	try {
		return await rawRequest(line, bytesOf(address, bytes), { signal });
	} catch (error) {
		if (toFailure(error).code !== "device-silent") throw error;
		return { raw: [], telegrams: [] };
	}
}

function bytesOf(address: MeterAddress | null, bytes: Uint8Array): Uint8Array {
	if (address === null) return bytes;
	const [ci] = bytes;
	if (ci === undefined) throw new Failure("input", { field: "HEX" });
	const target = address.kind === "primary" ? address.address : SELECTED_ADDRESS;
	return encodeFrame(sndUd(target, ci, bytes.subarray(1)));
}

function jsonText({ raw, telegrams }: RawAnswer): string {
	const answers = telegrams.map((telegram, index) => ({
		raw: quickHex(raw[index] ?? telegram.raw),
		...resultOutput(telegram, null),
	}));
	return `${JSON.stringify(answers, null, 2)}\n`;
}

function people(request: Uint8Array, { raw }: RawAnswer, explain: boolean, { words }: CommandIo): string {
	const text = (bytes: Uint8Array, arrow: string) =>
		explain
			? `${arrow}\n${explanation(bytes, explainTelegram(bytes, decodeTelegram(bytes)), words)}`
			: `${arrow} ${quickHex(bytes)}\n`;
	const answers = raw.map((bytes) => text(bytes, "←"));
	return text(request, "→") + (answers.length === 0 ? `${words.say("raw.silent")}\n` : answers.join(""));
}
