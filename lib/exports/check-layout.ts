import { Failure } from "../model/failure.ts";
import { parseInterval } from "../model/interval.ts";
import { Zone } from "../model/zone.ts";
import { LAYOUT_DEFAULTS, type Layout } from "./layout.ts";
import { parseTemplate, READING_FIELDS } from "./template.ts";
import { checkMarkup } from "./xml-markup.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isFlag: Check = (value) => typeof value === "boolean";
const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);
const oneOf =
	(...words: readonly string[]): Check =>
	(value) =>
		typeof value === "string" && words.includes(value);
const listOf =
	(check: Check): Check =>
	(value) =>
		Array.isArray(value) && value.length <= 200 && value.every(check);
const isEach: Check = (value) =>
	isRecord(value) && value["each"] === "channels" && isText(value["prefix"]) && isText(value["cell"]);
const isLines = listOf((value) => isText(value) || isEach(value));
const isGroup: Check = (value) => isRecord(value) && listOf(isText)(value["open"]) && listOf(isText)(value["close"]);
const isXml: Check = (value) =>
	value === null ||
	(isRecord(value) &&
		["head", "row", "cell", "rowEnd", "foot"].every((key) => listOf(isText)(value[key])) &&
		["device", "channel"].every((key) => value[key] === undefined || isGroup(value[key])));

const recordOf =
	(check: Check): Check =>
	(value) =>
		isRecord(value) && Object.values(value).every(check);
const isRules: Check = (value) =>
	value === null ||
	(isRecord(value) &&
		listOf(isText)(value["required"]) &&
		recordOf((length) => typeof length === "number")(value["lengths"]) &&
		recordOf(listOf(isText))(value["oneOf"]) &&
		isText(value["interval"]));

const CHECKS: Readonly<Record<keyof Layout, Check>> = {
	format: oneOf("csv", "xml"),
	file: (value) => typeof value === "string" && value.trim() !== "",
	folder: isText,
	tz: isText,
	sep: oneOf(";", ",", "\t", "|"),
	eol: oneOf("\r\n", "\n"),
	bom: isFlag,
	charset: oneOf("utf-8", "iso-8859-1"),
	decimal: oneOf(".", ","),
	missing: isText,
	shape: oneOf("long", "wide", "day"),
	head: isLines,
	row: isText,
	lead: isText,
	cell: isText,
	foot: isLines,
	split: oneOf("site", "device", "channel"),
	stamp: oneOf("start", "end"),
	onlyNew: isFlag,
	interval: isText,
	aggregate: oneOf("raw", "nearest", "last-before", "mean", "min", "max", "delta"),
	window: (value) => typeof value === "number" && value >= 0 && value <= 86_400 * 366,
	gaps: oneOf("leave-out", "print"),
	dst: oneOf("utc", "offset", "ab", "twice", "cet"),
	compress: oneOf("none", "gz"),
	quote: oneOf("auto", "text", "all", "never"),
	guard: isFlag,
	names: oneOf("portable", "spaces", "windows"),
	fields: recordOf(isText),
	xml: isXml,
	rules: isRules,
};

function wrong(path: string, problem: string): Failure {
	return new Failure("layout", { path, problem });
}

function templatesOf(layout: Layout): [path: string, template: string][] {
	const lines = [...layout.head, ...layout.foot].flatMap((line) =>
		typeof line === "string" ? [line] : [line.prefix, line.cell],
	);
	const { xml } = layout;
	const groups = [xml?.device, xml?.channel].flatMap((group) => [...(group?.open ?? []), ...(group?.close ?? [])]);
	const markup = xml === null ? [] : [...xml.head, ...xml.row, ...xml.cell, ...xml.rowEnd, ...xml.foot, ...groups];
	return [
		["file", layout.file],
		["folder", layout.folder],
		["row", layout.row],
		["lead", layout.lead],
		["cell", layout.cell],
		...lines.map((line): [string, string] => ["head", line]),
		...markup.map((line): [string, string] => ["xml", line]),
	];
}

function at(path: string, job: () => void): void {
	try {
		job();
	} catch (error) {
		if (error instanceof Failure)
			throw new Failure(
				"layout",
				{ ...error.details, path, problem: String(error.details["problem"] ?? error.code) },
				error,
			);
		throw error;
	}
}

/** A file has one name, whatever readings it holds. */
function namesReading(template: string): boolean {
	return parseTemplate(template).some((part) => part.kind === "field" && READING_FIELDS.includes(part.field));
}

const CONTRADICTIONS: readonly (readonly [path: string, problem: string, isWrong: (layout: Layout) => boolean])[] = [
	["interval", "missing", ({ aggregate, interval }) => aggregate !== "raw" && interval === ""],
	["aggregate", "missing", ({ aggregate, shape }) => aggregate === "raw" && shape === "day"],
	["xml", "missing", ({ format, xml }) => format === "xml" && xml === null],
	["row", "missing", ({ format, shape, row }) => format === "csv" && shape === "long" && row === ""],
	["decimal", "separator", ({ quote, decimal, sep }) => quote === "never" && decimal === sep],
	["file", "reading-field", ({ file, folder }) => [file, folder].some(namesReading)],
	["bom", "charset", ({ bom, charset }) => bom && charset !== "utf-8"],
];

function checkWhole(layout: Layout): void {
	for (const [path, template] of templatesOf(layout)) at(path, () => parseTemplate(template));
	if (layout.tz !== "") at("tz", () => new Zone(layout.tz));
	for (const interval of [layout.interval, layout.rules?.interval ?? ""]) {
		if (interval !== "") at("interval", () => parseInterval(interval));
	}
	for (const [path, problem, isWrong] of CONTRADICTIONS) if (isWrong(layout)) throw wrong(path, problem);
	const { xml } = layout;
	if (xml !== null) at("xml", () => checkMarkup(xml));
}

/** Reads a layout from JSON and fills in the defaults; throws Failure `layout` (details: path, problem) for anything else. */
export function checkLayout(input: unknown): Layout {
	if (!isRecord(input)) throw wrong("", "no-object");
	for (const [key, value] of Object.entries(input)) {
		if (!Object.hasOwn(CHECKS, key)) throw wrong(key.slice(0, 40), "unknown");
		if (!CHECKS[key as keyof Layout](value)) throw wrong(key, "value");
	}
	if (input["file"] === undefined) throw wrong("file", "missing");
	// Every key was checked above.
	const layout = { ...LAYOUT_DEFAULTS, ...input } as Layout;
	checkWhole(layout);
	return layout;
}
