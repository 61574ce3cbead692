import fc from "fast-check";
import { expect, test } from "vitest";
import { checkLayout } from "../../lib/exports/check-layout.ts";
import { LAYOUT_DEFAULTS } from "../../lib/exports/layout.ts";
import { presetLayout } from "../../lib/exports/preset.ts";
import { Failure } from "../../lib/model/failure.ts";

test("what a layout does not say has a default", () => {
	expect(checkLayout({ file: "a.csv", row: "{value}" })).toEqual({ ...LAYOUT_DEFAULTS, file: "a.csv", row: "{value}" });
});

test.each([
	[{}, "file"],
	[{ file: "" }, "file"],
	[{ file: "{ts}.csv", row: "x" }, "file"],
	[{ file: "a", row: "" }, "row"],
	[{ file: "a", row: "{value" }, "row"],
	[{ file: "a", row: "x", sep: "." }, "sep"],
	[{ file: "a", row: "x", tz: "Nowhere" }, "tz"],
	[{ file: "a", row: "x", interval: "15" }, "interval"],
	[{ file: "a", row: "x", aggregate: "mean" }, "interval"],
	[{ file: "a", row: "x", colour: "red" }, "colour"],
	[{ file: "a", row: "x", head: [{ each: "meters", prefix: "", cell: "" }] }, "head"],
	[{ file: "a", row: "x", bom: true, charset: "iso-8859-1" }, "bom"],
	[{ file: "a", row: "x", sep: ",", decimal: ",", quote: "never" }, "decimal"],
	[{ file: "a", format: "xml" }, "xml"],
	[{ file: "a", row: "x", compress: "zip" }, "compress"],
	[{ file: "a", row: "x", __proto__: null, constructor: 1 }, "constructor"],
])("%j is wrong at %s", (input, path) => {
	expect(() => checkLayout(input)).toThrow(
		expect.objectContaining({ code: "layout", details: expect.objectContaining({ path }) }),
	);
});

test("anything else that comes as JSON is a layout or a failure", () => {
	const keys = fc.constantFrom("file", "row", "sep", "head", "xml", "rules", "fields", "interval", "tz", "window");
	fc.assert(
		fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue())), (input) => {
			try {
				checkLayout(input);
			} catch (error) {
				expect(error).toBeInstanceOf(Failure);
			}
		}),
	);
});

test("an unknown preset is a failure", () => {
	expect(() => presetLayout("toString")).toThrow(expect.objectContaining({ code: "layout" }));
});
