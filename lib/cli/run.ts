import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toFailure } from "../model/failure.ts";
import { type Command, type CommandIo, DONE, FAILED, WRONG_USAGE } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { WrongUsage } from "./wrong-usage.ts";

interface Call {
	/** The words of the command, `mbus read`; empty where nothing was said. */
	readonly name: string;
	readonly command: Command | null;
	readonly args: readonly string[];
}

/** Runs what the arguments say and returns the exit status: 0 done, 1 failed, 2 wrong usage. Never throws. */
export async function run(args: readonly string[], io: CommandIo): Promise<number> {
	const call = callOf(args);
	try {
		if (args.length > 0 && call.name === "" && args[0] === "--version") return await version(io);
		if (call.args.some((arg) => arg === "--help" || arg === "-h") || args.length === 0 || args[0] === "help") {
			await io.stdout.write(usage(call, io));
			return args.length === 0 ? WRONG_USAGE : DONE;
		}
		if (call.command === null) throw new WrongUsage("command", { text: args[0] ?? "" });
		return await call.command(call.args, io);
	} catch (error) {
		return await failed(error, call, io);
	}
}

function callOf(args: readonly string[]): Call {
	for (const words of [2, 1]) {
		const name = args.slice(0, words).join(" ");
		const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
		if (command !== undefined) return { name, command, args: args.slice(words) };
	}
	return { name: "", command: null, args };
}

function usage({ name }: Call, { words }: CommandIo): string {
	return `${words.say(`usage.${name === "" ? "main" : name.replace(" ", "-")}`)}\n`;
}

async function version({ root, stdout }: CommandIo): Promise<number> {
	const description: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
	const known = typeof description === "object" && description !== null && "version" in description;
	await stdout.write(`${known ? String(description.version) : "?"}\n`);
	return DONE;
}

async function failed(error: unknown, call: Call, io: CommandIo): Promise<number> {
	if (error instanceof WrongUsage) {
		await io.stderr.write(`meterway: ${io.words.say(`wrong.${error.key}`, error.values)}\n\n${usage(call, io)}`);
		return WRONG_USAGE;
	}
	await io.stderr.write(`meterway: ${io.words.failure(toFailure(error))}\n`);
	return FAILED;
}
