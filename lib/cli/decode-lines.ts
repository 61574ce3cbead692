import type { Driver } from "../drivers/driver.ts";
import { type FailureCode, toFailure } from "../model/failure.ts";
import type { CommandIo } from "./command.ts";
import { lenientHex } from "./lenient-hex.ts";
import { failedOutput, type TelegramOutput, telegramOutput } from "./telegram-output.ts";
import { textLines } from "./text-lines.ts";

const PIECE_LINES = 64;

/** Decodes one line of JSON; a bad line is a failed output, never an exception. */
export function decodeLine(line: string, drivers: readonly Driver[] | null): TelegramOutput {
	const hex = telegramHex(line);
	if (hex === null) return badLine("input", drivers);
	try {
		return telegramOutput(lenientHex(hex), drivers);
	} catch (error) {
		return badLine(toFailure(error).code, drivers);
	}
}

/**
 * Reads lines of JSON and writes one line each, in order. What came in one chunk goes out in few pieces, so that a
 * caller who waits for each answer gets it at once, and no faster than the reader takes them.
 */
export async function decodeLines(io: CommandIo, drivers: readonly Driver[] | null): Promise<void> {
	for await (const lines of textLines(io.stdin)) {
		for (let start = 0; start < lines.length; start += PIECE_LINES) {
			const piece = lines.slice(start, start + PIECE_LINES);
			await io.stdout.write(piece.map((line) => `${JSON.stringify(decodeLine(line, drivers))}\n`).join(""));
		}
	}
}

function telegramHex(line: string): string | null {
	try {
		const input: unknown = JSON.parse(line);
		if (typeof input !== "object" || input === null || !("telegramHex" in input)) return null;
		return typeof input.telegramHex === "string" ? input.telegramHex : null;
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

function badLine(code: FailureCode, drivers: readonly Driver[] | null): TelegramOutput {
	return failedOutput({ link: "wired", layer: null, code, offset: null }, drivers !== null);
}
