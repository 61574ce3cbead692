import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTemplate, splitCells } from "../../lib/exports/template.ts";
import { Failure } from "../../lib/model/failure.ts";

test("a template is texts, fields and conditions", () => {
	expect(parseTemplate("{?raw}a{{b}}{ts|hh:mm}{unit}")).toEqual([
		{ kind: "if", field: "raw" },
		{ kind: "literal", text: "a{b}" },
		{ kind: "field", field: "ts", format: "hh:mm" },
		{ kind: "field", field: "unit", format: "" },
	]);
});

test("only separators of the template itself end a cell", () => {
	const cells = splitCells(parseTemplate("a;{ts|hh;mm} x;;{value}"), ";");
	expect(cells.map((cell) => cell.length)).toEqual([1, 2, 0, 1]);
});

test("any text is a template or a failure", () => {
	const text = fc.string({
		unit: fc.oneof(fc.constantFrom("{", "}", "|", "?"), fc.string({ unit: "binary", maxLength: 1 })),
	});
	fc.assert(
		fc.property(text, (template) => {
			try {
				parseTemplate(template);
			} catch (error) {
				expect(error).toBeInstanceOf(Failure);
			}
		}),
	);
	expect(() => parseTemplate("{".repeat(20_001))).toThrow(expect.objectContaining({ code: "layout" }));
});
