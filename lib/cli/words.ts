import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Failure } from "../model/failure.ts";
import { unmentionedDetails } from "../model/unmentioned-details.ts";

/** The languages that people can choose. */
export type Language = "en-US" | "de";

/** What fills the gaps of a sentence. */
export type Values = Readonly<Record<string, string | number | boolean | null>>;

/** The sentences of one language. */
export interface Words {
	readonly language: Language;
	/** The sentence of a key such as `scan.found`, its `__gaps__` filled; the key itself where there is none. */
	say(key: string, values?: Values): string;
	/** What a failure means, with all its details; its code where no sentence is known. */
	failure(failure: Pick<Failure, "code" | "details">): string;
}

type Catalogue = { readonly [key: string]: string | Catalogue };

/** The language of `--lang` or of the environment: German for `de…`, English for everything else. */
export function languageOf(wish: string | undefined, environment: NodeJS.ProcessEnv): Language {
	const { LC_ALL, LC_MESSAGES, LANG } = environment;
	// POSIX, 8.2: a variable that is empty counts as not set.
	const text = [wish, LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== "") ?? "";
	return /^de/i.test(text) ? "de" : "en-US";
}

/** Reads the catalogues of a language below `locales`. */
export function loadWords(root: string, language: Language): Words {
	const own = readCatalogue(join(root, "locales", language, "mw-cli.json"));
	const failures = readCatalogue(join(root, "locales", language, "mw-runtime.json"));
	const say = (key: string, values: Values = {}) => fill(lookUp(own, key) ?? key, values);
	return {
		language,
		say,
		failure: ({ code, details }) => {
			const sentence = lookUp(failures, `failure.${code}`);
			const text = sentence === undefined ? code : fill(sentence, details);
			return text + unmentionedDetails(text, details);
		},
	};
}

function readCatalogue(file: string): Catalogue {
	return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Catalogue) : {};
}

function lookUp(catalogue: Catalogue, key: string): string | undefined {
	let found: string | Catalogue | undefined = catalogue;
	for (const part of key.split(".")) found = typeof found === "object" ? found[part] : undefined;
	return typeof found === "string" ? found : undefined;
}

function fill(sentence: string, values: Values): string {
	return sentence.replace(/__(\w+)__/g, (_gap, name: string) => String(values[name] ?? "?"));
}
