import { readFile, rename, writeFile } from "node:fs/promises";
import { printDriver } from "../drivers/print-driver.ts";
import { readDriver } from "../drivers/read-driver.ts";
import { Failure, type FailureCode, toFailure } from "../model/failure.ts";
import { type CommandIo, DONE, FAILED } from "./command.ts";
import { readArguments } from "./read-arguments.ts";
import { withFile } from "./with-file.ts";
import { WrongUsage } from "./wrong-usage.ts";

interface FormattedFile {
	readonly file: string;
	readonly outcome: "formatted" | "unchanged" | "failed";
	readonly code: FailureCode | null;
}

/** `driver format`: rewrites driver files in their canonical form; a file that cannot be read stays as it is. */
export async function driverFormat(args: readonly string[], io: CommandIo): Promise<number> {
	const { values, positionals } = readArguments(args, { json: { type: "boolean" } });
	if (positionals.length === 0) throw new WrongUsage("missing", { what: "FILE" });
	const outputs: FormattedFile[] = [];
	for (const file of positionals) outputs.push(await formatted(file, io));
	await io.stdout.write(values["json"] === true ? `${JSON.stringify(outputs, null, 2)}\n` : people(outputs, io));
	return outputs.every(({ outcome }) => outcome !== "failed") ? DONE : FAILED;
}

async function formatted(file: string, io: CommandIo): Promise<FormattedFile> {
	try {
		return { file, outcome: (await format(file)) ? "formatted" : "unchanged", code: null };
	} catch (error) {
		const failure = toFailure(error);
		await io.stderr.write(`${file}: ${io.words.failure(failure)}\n`);
		return { file, outcome: "failed", code: failure.code };
	}
}

/** Whether the file was not in its canonical form. */
async function format(file: string): Promise<boolean> {
	const xml = await withFile(file, () => readFile(file, "utf8"));
	// Comments would be lost: what is to stay belongs into the note.
	const comment = xml.indexOf("<!--");
	if (comment !== -1) throw new Failure("driver-schema", { problem: "comment", line: lineAt(xml, comment) });
	const canonical = printDriver(readDriver(xml));
	if (canonical === xml) return false;
	const draft = `${file}.new`;
	await withFile(file, async () => {
		await writeFile(draft, canonical);
		await rename(draft, file);
	});
	return true;
}

function lineAt(text: string, position: number): number {
	return text.slice(0, position).split("\n").length;
}

function people(outputs: readonly FormattedFile[], { words }: CommandIo): string {
	return outputs.map(({ file, outcome }) => `${words.say(`driver.${outcome}`, { file })}\n`).join("");
}
