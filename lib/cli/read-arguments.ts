import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { Failure } from "../model/failure.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** The options given, by name, and what stands beside them. */
export interface Arguments {
	readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
	readonly positionals: readonly string[];
}

/** Sorts the arguments of a command; throws WrongUsage for an unknown option or a missing value. */
export function readArguments(args: readonly string[], options: ParseArgsOptionsConfig): Arguments {
	try {
		return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
	} catch (error) {
		if (error instanceof TypeError) throw new WrongUsage("argument", { reason: error.message });
		throw error;
	}
}

/** A text option; undefined where it was not given. */
export function textOption({ values }: Arguments, name: string): string | undefined {
	const value = values[name];
	return typeof value === "string" ? value : undefined;
}

/** A whole number from an option; throws WrongUsage when it is none or out of range. */
export function numberOption(given: Arguments, name: string, range: { from: number; to: number }): number | undefined {
	const text = textOption(given, name);
	if (text === undefined) return undefined;
	const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
	if (value >= range.from && value <= range.to) return value;
	throw new WrongUsage("number", { option: `--${name}`, text, ...range });
}

/** One word of a list; throws WrongUsage for any other. */
export function choiceOption<T extends string>(given: Arguments, name: string, choices: readonly T[]): T | undefined {
	const text = textOption(given, name);
	if (text === undefined) return undefined;
	const choice = choices.find((candidate) => candidate === text);
	if (choice === undefined) throw new WrongUsage("choice", { option: `--${name}`, text, choices: choices.join(" | ") });
	return choice;
}

/** Runs a parser of user input and turns its Failures about that input into WrongUsage. */
export function parsed<T>(text: string, parse: (text: string) => T): T {
	try {
		return parse(text);
	} catch (error) {
		if (error instanceof Failure) throw new WrongUsage("value", { text, reason: error.code });
		throw error;
	}
}
