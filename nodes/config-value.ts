import { Failure } from "../lib/model/failure.ts";

/** What a form stores: texts, mostly; an environment variable may have put a number in. */
export type Config = Readonly<Record<string, unknown>>;

/** A text without surrounding spaces; empty where nothing was entered. */
export function textOf(config: Config, field: string): string {
	const value = config[field];
	return value === undefined || value === null ? "" : String(value).trim();
}

/** A text that must be there; throws Failure `config` with the field. */
export function requiredText(config: Config, field: string): string {
	const text = textOf(config, field);
	if (text === "" || text.startsWith("${")) throw new Failure("config", { field, value: text });
	return text;
}

/** A whole number, or null where nothing was entered; throws Failure `config` outside of `least` to `most`. */
export function wholeNumberOf(
	config: Config,
	field: string,
	range: readonly [least: number, most: number],
): number | null {
	const text = textOf(config, field);
	if (text === "") return null;
	const value = Number(text);
	const [least, most] = range;
	if (!Number.isInteger(value) || value < least || value > most) throw new Failure("config", { field, value: text });
	return value;
}

/** A whole number that must be there; throws Failure `config`. */
export function requiredNumber(config: Config, field: string, range: readonly [least: number, most: number]): number {
	const value = wholeNumberOf(config, field, range);
	if (value === null) throw new Failure("config", { field, value: "" });
	return value;
}

/** One of the words, the first where nothing was entered; throws Failure `config` for another. */
export function wordOf<Word extends string>(config: Config, field: string, words: readonly [Word, ...Word[]]): Word {
	const text = textOf(config, field);
	if (text === "") return words[0];
	const word = words.find((candidate) => candidate === text);
	if (word === undefined) throw new Failure("config", { field, value: text });
	return word;
}
