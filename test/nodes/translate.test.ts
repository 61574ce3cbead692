import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeAPI } from "node-red";
import { describe, expect, test } from "vitest";
import { Failure } from "../../lib/model/failure.ts";
import { FAILURE_CODES } from "../../lib/model/failure-table.ts";
import { translated } from "../../nodes/translate.ts";

type Catalogue = { readonly [key: string]: string | Catalogue };

/** Translates as Node-RED does: `__name__` is filled in, an unknown name becomes nothing. */
function redIn(language: string): NodeAPI {
	const file = join(import.meta.dirname, "..", "..", "locales", language, "mw-runtime.json");
	const catalogue = JSON.parse(readFileSync(file, "utf8")) as Catalogue;
	const translate = (key: string, values: Record<string, string>) => {
		const path = key.replace("@meterway/node-red/mw-runtime:", "").split(".");
		const found = path.reduce<string | Catalogue>((part, name) => (part as Catalogue)[name] ?? key, catalogue);
		return String(found).replace(/__(\w+)__/g, (_gap, name: string) => values[name] ?? "");
	};
	return { _: translate } as unknown as NodeAPI;
}

describe("translated", () => {
	test("says in the user's language what happened, and keeps code and details", () => {
		const error = translated(redIn("de"), new Failure("device-silent", { address: "5" }));
		expect(error.message).toMatch(/^Das Gerät 5 antwortet nicht/);
		expect(error).toMatchObject({ code: "device-silent", details: { address: "5" } });
		expect(String(error)).toBe(error.message);
	});

	test("adds the details that the sentence does not mention", () => {
		const failure = new Failure("input", { text: "12X", expected: "12345678", limit: null });
		expect(translated(redIn("en-US"), failure).message).toMatch(/ \(text: 12X, expected: 12345678\)$/);
	});

	test.each(["en-US", "de"])("every code has a short status text in %s", (language) => {
		const RED = redIn(language);
		for (const code of FAILURE_CODES) {
			const text = String(RED._(`@meterway/node-red/mw-runtime:status.failure.${code}`, {}));
			expect(text).not.toContain("status.");
			expect(text.length).toBeLessThan(20);
		}
	});
});
