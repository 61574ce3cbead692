import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languageArgument } from "../../lib/cli/language-argument.ts";
import { languageOf, loadWords } from "../../lib/cli/words.ts";
import { ROOT } from "./call.ts";

function keys(value: unknown, path = ""): string[] {
	if (typeof value !== "object" || value === null) return [path];
	return Object.entries(value).flatMap(([key, inner]) => keys(inner, `${path}.${key}`));
}

test("both languages have the same sentences and gaps", () => {
	const catalogues = ["en-US", "de"].map((language) =>
		JSON.parse(readFileSync(join(ROOT, "locales", language, "mw-cli.json"), "utf8")),
	);
	expect(keys(catalogues[1])).toEqual(keys(catalogues[0]));
	const gaps = catalogues.map((catalogue) =>
		JSON.stringify(catalogue)
			.match(/__\w+?__/g)
			?.toSorted(),
	);
	expect(gaps[1]).toEqual(gaps[0]);
});

test("the language comes from the option, else from the environment", () => {
	expect(languageOf("de", { LANG: "en_US.UTF-8" })).toBe("de");
	expect(languageOf(undefined, { LANG: "de_AT.UTF-8" })).toBe("de");
	expect(languageOf(undefined, { LC_ALL: "C", LANG: "de_DE" })).toBe("en-US");
	expect(languageOf(undefined, {})).toBe("en-US");
	expect(languageArgument(["decode", "--lang", "de", "E5"])).toEqual({ language: "de", rest: ["decode", "E5"] });
	expect(languageArgument(["--lang=en", "decode"])).toEqual({ language: "en", rest: ["decode"] });
});

test("a failure is a sentence, and its code where there is none", () => {
	const words = loadWords(ROOT, "de");
	expect(words.failure({ code: "device-silent", details: { address: 5 } })).toContain("5");
	expect(loadWords("/nowhere", "de").failure({ code: "checksum", details: { at: 3 } })).toBe("checksum (at: 3)");
	const details = { address: 5, attempts: 3 };
	expect(words.failure({ code: "device-silent", details })).toMatch(/ 5 .* \(attempts: 3\)$/);
	expect(words.say("no.such.key")).toBe("no.such.key");
});
