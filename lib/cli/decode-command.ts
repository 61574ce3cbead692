import type { Driver } from "../drivers/driver.ts";
import { decodeTelegram } from "../protocols/mbus/telegram.ts";
import { type CommandIo, DONE, FAILED } from "./command.ts";
import { decodeLines } from "./decode-lines.ts";
import { explainTelegram } from "./explain.ts";
import { lenientHex, quickHex } from "./lenient-hex.ts";
import { readArguments, textOption } from "./read-arguments.ts";
import { shippedDrivers } from "./shipped-drivers.ts";
import { telegramOutput } from "./telegram-output.ts";
import type { TelegramPart } from "./telegram-part.ts";
import { allText } from "./text-lines.ts";
import type { Words } from "./words.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** `decode`: one telegram as JSON or byte by byte, or a stream of them line by line. */
export async function decodeCommand(args: readonly string[], io: CommandIo): Promise<number> {
	const given = readArguments(args, {
		key: { type: "string" },
		explain: { type: "boolean" },
		json: { type: "boolean" },
		jsonl: { type: "boolean" },
		"no-drivers": { type: "boolean" },
	});
	checkKey(textOption(given, "key"));
	const drivers = given.values["no-drivers"] === true ? null : shippedDrivers(io.root);
	if (given.values["jsonl"] === true) {
		if (given.positionals.length > 0) throw new WrongUsage("too-many", { text: given.positionals.join(" ") });
		await decodeLines(io, drivers);
		return DONE;
	}
	if (given.positionals.length === 0) throw new WrongUsage("missing", { what: "HEX" });
	const text = given.positionals.join(" ");
	const bytes = lenientHex(text === "-" ? await allText(io.stdin) : text);
	return given.values["explain"] === true && given.values["json"] !== true
		? explain(bytes, io)
		: printJson(bytes, drivers, io);
}

/** Prints the parts of a telegram as a table: offset, bytes, meaning. */
export function explanation(bytes: Uint8Array, parts: readonly TelegramPart[], words: Words): string {
	return parts
		.map(({ offset, length, key, values }) => {
			const hex = quickHex(bytes.subarray(offset, offset + length)).replace(/(..)(?=.)/g, "$1 ");
			return `${String(offset).padStart(4)}  ${hex.padEnd(23)}  ${words.say(`explain.${key}`, values)}\n`;
		})
		.join("");
}

async function explain(bytes: Uint8Array, io: CommandIo): Promise<number> {
	const result = decodeTelegram(bytes);
	await io.stdout.write(explanation(bytes, explainTelegram(bytes, result), io.words));
	if (result.code !== null) await io.stdout.write(`\n${io.words.failure({ code: result.code, details: {} })}\n`);
	return result.status === "failed" ? FAILED : DONE;
}

async function printJson(bytes: Uint8Array, drivers: readonly Driver[] | null, io: CommandIo): Promise<number> {
	const output = telegramOutput(bytes, drivers);
	await io.stdout.write(`${JSON.stringify(output, null, 2)}\n`);
	return output.status === "failed" ? FAILED : DONE;
}

/** AES-128 keys, as wireless and secured wired meters have them. */
function checkKey(key: string | undefined): void {
	if (key !== undefined && !/^[0-9a-f]{32}$/i.test(key)) throw new WrongUsage("key", { text: key.slice(0, 40) });
}
