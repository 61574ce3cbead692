import fc from "fast-check";
import { expect, test } from "vitest";
import { safeName } from "../../lib/exports/file-name.ts";
import { Failure } from "../../lib/model/failure.ts";

test("no text leads out of its directory", () => {
	const policy = fc.constantFrom("portable" as const, "spaces" as const, "windows" as const);
	const parts = fc.array(
		fc.oneof(fc.constantFrom("../", "..", "/", "\\", "\0", " ", "."), fc.string({ unit: "binary" })),
	);
	fc.assert(
		fc.property(parts, policy, (texts, names) => {
			try {
				const name = safeName(texts.join(""), names);
				// biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is tested
				expect(name).not.toMatch(/[/\\\u0000-\u001f]|^\.|[. ]$/);
				expect(name).not.toBe("");
			} catch (error) {
				expect(error).toBeInstanceOf(Failure);
			}
		}),
	);
});

test.each([
	["portable", "Wärme Haus 1/2.csv", "Warme_Haus_1_2.csv"],
	["spaces", "Building 1: Entrance.csv", "Building 1_ Entrance.csv"],
	["windows", 'a\\b/c:d*e?f"g<h>i|j.csv', "a~b~c~d~e~f~g~h~i~j.csv"],
	["portable", "../../etc/passwd", "__.._etc_passwd"],
] as const)("%s turns %s into %s", (names, text, name) => {
	expect(safeName(text, names)).toBe(name);
});

test("nothing and too much are failures", () => {
	for (const text of ["", "  ", "x".repeat(300)]) {
		expect(() => safeName(text, "windows")).toThrow(expect.objectContaining({ code: "file-name" }));
	}
});
