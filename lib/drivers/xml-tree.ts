// biome-ignore lint/suspicious/noDeprecatedImports: the parser takes broken XML; its successor would be one more package.
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { Failure } from "../model/failure.ts";

/** An element with what stands in it; `line` counts from 1. */
export interface XmlElement {
	readonly name: string;
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: readonly XmlElement[];
	/** All character data of the element itself, trimmed. */
	readonly text: string;
	readonly line: number;
	/** Where it stands: `driver/datapoint[2]/match`. */
	readonly path: string;
}

const MAXIMUM_CHARACTERS = 1_000_000;
const TEXT = "#text";
const ATTRIBUTES = ":@";
const META = metaDataKey();

/** Reads one XML document without a DOCTYPE; throws Failure `driver-syntax` with line and column. */
export function readXml(xml: string): XmlElement {
	const text = xml.replace(/^\uFEFF/, "");
	if (text.length > MAXIMUM_CHARACTERS) throw new Failure("driver-syntax", { message: "too long", line: 1 });
	if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw new Failure("driver-syntax", { message: "DOCTYPE", line: 1 });
	const result = XMLValidator.validate(text);
	if (result !== true) {
		const { msg, line, col } = result.err;
		throw new Failure("driver-syntax", { message: msg, line, column: col ?? null });
	}
	const roots = elementsOf(parse(text), { text, parent: "" });
	const [root] = roots;
	if (root === undefined || roots.length > 1)
		throw new Failure("driver-syntax", { message: "one root element", line: 1 });
	return root;
}

function parse(text: string): unknown {
	const parser = new XMLParser({
		preserveOrder: true,
		ignoreAttributes: false,
		attributeNamePrefix: "",
		parseTagValue: false,
		parseAttributeValue: false,
		captureMetaData: true,
		ignoreDeclaration: true,
		ignorePiTags: true,
		trimValues: false,
	});
	try {
		return parser.parse(text);
	} catch (error) {
		throw new Failure(
			"driver-syntax",
			{ message: error instanceof Error ? error.message : String(error), line: 1 },
			error,
		);
	}
}

/** The package types its symbol as the wrapper object `Symbol`. */
function metaDataKey(): symbol | undefined {
	const key: unknown = XMLParser.getMetaDataSymbol();
	return typeof key === "symbol" ? key : undefined;
}

interface Place {
	readonly text: string;
	readonly parent: string;
}

function elementsOf(nodes: unknown, place: Place): XmlElement[] {
	const counts = new Map<string, number>();
	return objectsOf(nodes).flatMap((node) => {
		const name = Object.keys(node).find((key) => key !== ATTRIBUTES && key !== TEXT);
		if (name === undefined) return [];
		const count = (counts.get(name) ?? 0) + 1;
		counts.set(name, count);
		const path = place.parent === "" ? name : `${place.parent}/${name}[${count}]`;
		return [elementOf(node, name, { text: place.text, parent: path })];
	});
}

function elementOf(node: Record<string, unknown>, name: string, { text, parent: path }: Place): XmlElement {
	const content = node[name];
	return {
		name,
		attributes: new Map(Object.entries(node[ATTRIBUTES] ?? {}).map(([key, value]) => [key, String(value)])),
		children: elementsOf(content, { text, parent: path }),
		text: objectsOf(content)
			.map((child) => String(child[TEXT] ?? ""))
			.join("")
			.trim(),
		line: lineOf(node, text),
		path,
	};
}

function lineOf(node: object, text: string): number {
	const meta: unknown = META === undefined ? null : Reflect.get(node, META);
	const start = typeof meta === "object" && meta !== null ? Number(Reflect.get(meta, "startIndex")) : 0;
	return text.slice(0, start).split("\n").length;
}

function objectsOf(nodes: unknown): Record<string, unknown>[] {
	return Array.isArray(nodes) ? nodes.filter((node) => typeof node === "object" && node !== null) : [];
}
