import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FAILURE_CODES } from "../lib/model/failure-table.ts";

const ROOT = join(import.meta.dirname, "..");
const LANGUAGES = ["en-US", "de"];
const PLUGINS = ["mw-runtime"];
const ROOMS =
	"model protocols signals drivers transports masters site store formulas alarms exports delivery servers system web simulation cli".split(
		" ",
	);

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
interface FlowNode {
	readonly id: string;
	readonly type: string;
	readonly [key: string]: Json;
}

const path = (...parts: string[]): string => join(ROOT, ...parts);
const read = (...parts: string[]): string => readFileSync(path(...parts), "utf8");
const json = <T = Json>(...parts: string[]): T => JSON.parse(read(...parts)) as T;
const list = (folder: string, ending = ""): string[] =>
	readdirSync(path(folder)).filter((name) => name.endsWith(ending));
const nodeTypes = readdirSync(path("nodes"), { withFileTypes: true })
	.filter((entry) => entry.isDirectory() && !PLUGINS.includes(entry.name))
	.map((entry) => entry.name);
const flowFiles = list("flows", ".json");
const packageJson = json<{
	"node-red": { nodes: Record<string, string>; plugins: Record<string, string> };
	dependencies: Record<string, string>;
}>("package.json");

function leafKeys(value: Json, prefix = ""): string[] {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return [prefix];
	return Object.entries(value).flatMap(([key, inner]) => leafKeys(inner, `${prefix}/${key}`));
}

function leafTexts(value: Json): string[] {
	if (typeof value === "string") return [value];
	if (typeof value !== "object" || value === null) return [];
	return Object.values(value).flatMap(leafTexts);
}

function sourceFiles(folder: string): string[] {
	return readdirSync(path(folder), { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
		.map((name) => join(folder, name));
}

describe.each(nodeTypes)("node type %s", (type) => {
	test.each([`${type}.ts`, `${type}.html`, `${type}.editor.ts`])("has %s", (file) => {
		expect(existsSync(path("nodes", type, file))).toBe(true);
	});

	test("has an icon, a test and an example flow of its own", () => {
		expect(existsSync(path("icons", `${type}.svg`))).toBe(true);
		expect(existsSync(path("test", "nodes", `${type}.test.ts`))).toBe(true);
		const flow = json<FlowNode[]>("flows", `${type}.json`);
		expect(flow.some((node) => node.type === type)).toBe(true);
	});

	test.each(LANGUAGES)("has help in %s", (language) => {
		expect(read("locales", language, `${type}.md`).length).toBeGreaterThan(200);
	});

	test("is named in package.json", () => {
		expect(packageJson["node-red"].nodes[type]).toBe(`dist/nodes/${type}/${type}.js`);
	});

	test("shows no text in its form that is not translated", () => {
		const form = read("nodes", type, `${type}.html`).replace(/<!--.*?-->/gs, "");
		const bare = [...form.matchAll(/>([^<>]*[A-Za-z]{3}[^<>]*)</g)].map((match) => match[1]?.trim());
		expect(bare).toEqual([]);
	});
});

describe("package.json", () => {
	test("names every node and plugin folder and no other", () => {
		expect(Object.keys(packageJson["node-red"].nodes).toSorted()).toEqual(nodeTypes.toSorted());
		expect(Object.keys(packageJson["node-red"].plugins)).toEqual(PLUGINS);
	});

	test("pins exact versions and the lock file records no download address", () => {
		for (const version of Object.values(packageJson.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
		expect(read("package-lock.json")).not.toContain('"resolved"');
	});
});

describe("catalogues", () => {
	test.each(list("locales/en-US", ".json"))("%s has the same keys and placeholders in every language", (file) => {
		const english = json("locales", "en-US", file);
		for (const language of LANGUAGES) {
			const other = json("locales", language, file);
			expect(leafKeys(other).toSorted()).toEqual(leafKeys(english).toSorted());
			expect(leafTexts(other).every((text) => text.trim() !== "")).toBe(true);
			const placeholders = (value: Json): string[] => leafTexts(value).flatMap((text) => text.match(/__\w+?__/g) ?? []);
			expect(placeholders(other).toSorted()).toEqual(placeholders(english).toSorted());
		}
	});

	test("every language has the same files", () => {
		for (const language of LANGUAGES)
			expect(list(`locales/${language}`).toSorted()).toEqual(list("locales/en-US").toSorted());
	});

	test.each(LANGUAGES)("every failure code has its sentence in %s", (language) => {
		const { failure } = json<{ failure: Record<string, string> }>("locales", language, "mw-runtime.json");
		expect(Object.keys(failure).toSorted()).toEqual([...FAILURE_CODES].toSorted());
	});
});

describe.each(flowFiles)("flow %s", (file) => {
	const nodes = json<FlowNode[]>("flows", file);
	const core = new Set(
		"tab comment inject debug function change switch catch status complete link-in link-out delay trigger group file template".split(
			" ",
		),
	);

	test("uses only types of this pack, of Node-RED's core and of the dashboard", () => {
		const allowed = (type: string): boolean =>
			nodeTypes.includes(type) ||
			core.has(type.replace(" ", "-")) ||
			(type.startsWith("ui-") && file.includes("dashboard"));
		expect(nodes.map((node) => node.type).filter((type) => !allowed(type))).toEqual([]);
	});

	test("holds no credentials and no address of its author", () => {
		for (const node of nodes) expect(Object.keys(node)).not.toContain("credentials");
		expect(JSON.stringify(nodes)).not.toMatch(/password|secret|192\.168\.|@[a-z]+\.(com|de|org)/i);
	});

	test("wires only nodes that exist, each with an id of its own", () => {
		const ids = nodes.map((node) => node.id);
		expect(new Set(ids).size).toBe(ids.length);
		const targets = nodes.flatMap((node) => (node["wires"] ?? []) as string[][]).flat();
		expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
	});
});

describe("sources", () => {
	test("lie in the rooms of the house", () => {
		expect(readdirSync(path("lib")).filter((room) => !ROOMS.includes(room))).toEqual([]);
	});

	test.each(sourceFiles("lib"))("%s gives every exported name a doc sentence", (file) => {
		const lines = read(file).split("\n");
		const bare = lines.filter(
			(line, index) =>
				/^export (?!\{|type \{|\*)/.test(line) && !/\*\/\s*$/.test(lines[index - 1] ?? "") && !/^\/\*\*/.test(line),
		);
		expect(bare).toEqual([]);
	});
});
