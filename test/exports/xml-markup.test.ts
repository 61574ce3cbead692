import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeText } from "../../lib/exports/charset.ts";
import { elementName, escapeXml } from "../../lib/exports/xml-markup.ts";
import { exported, sample, sampleChannel } from "./sample.ts";

const hasXmllint = spawnSync("xmllint", ["--version"]).status === 0;
const missing = hasXmllint ? "" : " (skipped: xmllint is not installed)";

const NAMED = {
	format: "xml",
	eol: "\n",
	xml: {
		head: ['<?xml version="1.0" encoding="utf-8"?>', '<file site="{site}">'],
		row: ['<{label} unit="{unit}">{value}</{label}>'],
		cell: [],
		rowEnd: [],
		foot: ["</file>"],
	},
};

const anyText = fc.string({ unit: "binary", maxLength: 12 });

function lint(text: string | Buffer): string {
	return spawnSync("xmllint", ["--noout", "-"], { input: text, encoding: "utf8" }).stderr;
}

test.skipIf(!hasXmllint)(`xmllint accepts any channel name, unit and value${missing}`, () => {
	const texts = fc.sample(anyText, { numRuns: 2000, seed: 1 });
	const hostile = ["", "<", "&", "]]>", '"', "'", "\u0000", "\ufffe", "\ud800", "xml", "9", "-", "a b", "é", "\u0085"];
	const channels = [...hostile, ...texts].map((label, index) => sampleChannel(`d${index}`, { label, unit: label }));
	const readings = channels.map(({ datapoint, fields }, index) => sample(index, fields["label"] ?? "", { datapoint }));
	expect(lint(exported(NAMED, readings, { channels, fields: { site: '<&">' } }))).toBe("");
});

test.skipIf(!hasXmllint)(`xmllint accepts what ISO-8859-1 does not have${missing}`, () => {
	const head = ['<?xml version="1.0" encoding="iso-8859-1"?>', "<file>"];
	const text = exported({ ...NAMED, xml: { ...NAMED.xml, head } }, [sample(0, "Wärme → Ω 😀")]);
	const bytes = encodeText(text, { charset: "iso-8859-1", format: "xml" });
	expect(bytes.toString("latin1")).toContain("Wärme &#8594; &#937; &#128512;");
	expect(lint(bytes)).toBe("");
});

test("what XML forbids is dropped, what means something is escaped", () => {
	expect(escapeXml('a<b>&"\t\u0001\ufffe°')).toBe("a&lt;b&gt;&amp;&quot;&#9;°");
	expect(escapeXml("\ud800x")).toBe("\ufffdx");
});

test("any text becomes a name", () => {
	fc.assert(
		fc.property(anyText, (text) => {
			expect(elementName(text)).toMatch(/^[A-Za-z_][A-Za-z0-9_.-]*$/);
		}),
	);
	expect(elementName("xmlThing")).toBe("_xmlThing");
});

test.each([["<a>"], ["<a></b>"], ["</a>"], ["<a b=c/>"], ["a & b"], ["<a"], ["<1/>"], ["<!DOCTYPE x>"]])(
	"%s is no layout of XML",
	(line) => {
		const xml = { head: [line], row: [], cell: [], rowEnd: [], foot: [] };
		expect(() => exported({ format: "xml", xml }, [])).toThrow(expect.objectContaining({ code: "layout" }));
	},
);

test("a wide XML has a row per time and leaves out what is absent", () => {
	const xml = {
		head: ["<t>"],
		row: ['<r time="{ts|UNIX}">'],
		cell: ['<v name="{label}">{value}</v>'],
		rowEnd: ["</r>"],
		foot: ["</t>"],
	};
	const channels = [sampleChannel("a"), sampleChannel("b")];
	const readings = [
		sample(0, 1, { datapoint: "a" }),
		sample(0, 2, { datapoint: "b" }),
		sample(1000, 3, { datapoint: "b" }),
	];
	expect(exported({ format: "xml", shape: "wide", eol: "\n", xml }, readings, { channels }).replaceAll("\n", "")).toBe(
		'<t><r time="0"><v name="a">1</v><v name="b">2</v></r><r time="1"><v name="b">3</v></r></t>',
	);
});
