import { decimalText } from "../model/decimal.ts";
import type {
	DatapointName,
	DatapointRule,
	DetectRule,
	Driver,
	DriverTest,
	ExpectedReading,
	HexRange,
	ManufacturerField,
	MatchRule,
	NumberRange,
} from "./driver.ts";

type Attributes = readonly (readonly [name: string, value: string | null])[];

/**
 * Prints a driver file in its canonical form: attributes in the order of the schema, two spaces a level, the only match
 * of a datapoint on its line, one line break at the end. Reading and printing such a file gives the same bytes.
 */
export function printDriver(driver: Driver): string {
	const { name, protocol, title, rest } = driver;
	const open = openTag("driver", [
		["name", name],
		["protocol", protocol],
		["title", title],
		["rest", rest],
	]);
	const content = [
		...(driver.note === null ? [] : [`<note>${escapeText(driver.note)}</note>`]),
		...driver.detect.map(detectLine),
		...driver.datapoints.flatMap(datapointLines),
		...block("hide", [], driver.hide.map(matchLine)),
		...block("manufacturer-data", [], driver.manufacturerData.map(fieldLine)),
		...driver.tests.flatMap(testLines),
	];
	return `${[open, ...content.map(indent), "</driver>"].join("\n")}\n`;
}

function detectLine(rule: DetectRule): string {
	return emptyTag("detect", [
		["manufacturer", rule.manufacturer],
		["version", hexRangesText(rule.version)],
		["medium", hexRangesText(rule.medium)],
		["id", hexRangesText(rule.id)],
	]);
}

function datapointLines(rule: DatapointRule): string[] {
	const matches = rule.matches.map(matchLine);
	const attributes = namingAttributes(rule);
	return matches.length === 1
		? [`${openTag("datapoint", attributes)}${matches.join("")}</datapoint>`]
		: block("datapoint", attributes, matches);
}

function namingAttributes({ name, quantity, unit, wireUnit, scale, modulus }: DatapointName): Attributes {
	return [
		["name", name],
		["quantity", quantity],
		["unit", unit],
		["wire-unit", wireUnit],
		["scale", scale === null ? null : decimalText(scale)],
		["modulus", modulus === null ? null : decimalText(modulus)],
	];
}

function matchLine(rule: MatchRule): string {
	return emptyTag("match", [
		["vif", typeof rule.vif === "string" ? rule.vif : hexRangesText(rule.vif)],
		["unit", rule.unit],
		["data-field", hexRangesText(rule.dataField)],
		["function", rule.function],
		["storage", numberRangesText(rule.storage)],
		["tariff", numberRangesText(rule.tariff)],
		["subunit", numberRangesText(rule.subunit)],
		["occurrence", numberRangesText(rule.occurrence)],
		["modifiers", typeof rule.modifiers === "string" ? rule.modifiers : (rule.modifiers?.join(" ") ?? null)],
	]);
}

function fieldLine(field: ManufacturerField): string {
	return emptyTag("field", [
		...namingAttributes(field),
		["offset", String(field.offset)],
		["length", String(field.length)],
		["type", field.type],
		["order", field.order],
	]);
}

function testLines({ telegrams, readings }: DriverTest): string[] {
	const attributes: Attributes = [["telegram", telegrams.join(" ")]];
	return readings.length === 0 ? [emptyTag("test", attributes)] : block("test", attributes, readings.map(readingLine));
}

function readingLine(reading: ExpectedReading): string {
	return emptyTag("reading", [
		["datapoint", reading.datapoint],
		["value", reading.value],
		["unit", reading.unit],
		["quality", reading.quality],
		["reason", reading.reason],
	]);
}

function hexRangesText(ranges: readonly HexRange[] | null): string | null {
	return ranges?.map(({ first, last }) => (first === last ? first : `${first}..${last}`)).join(" ") ?? null;
}

function numberRangesText(ranges: readonly NumberRange[] | null): string | null {
	if (ranges === null) return null;
	if (ranges.some(({ last }) => last === Number.POSITIVE_INFINITY)) return "any";
	return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}..${last}`)).join(" ");
}

function block(name: string, attributes: Attributes, lines: readonly string[]): string[] {
	return lines.length === 0 ? [] : [openTag(name, attributes), ...lines.map(indent), `</${name}>`];
}

function openTag(name: string, attributes: Attributes): string {
	return `<${name}${attributesText(attributes)}>`;
}

function emptyTag(name: string, attributes: Attributes): string {
	return `<${name}${attributesText(attributes)}/>`;
}

function attributesText(attributes: Attributes): string {
	return attributes.map(([name, value]) => (value === null ? "" : ` ${name}="${escapeAttribute(value)}"`)).join("");
}

function escapeText(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function escapeAttribute(text: string): string {
	return escapeText(text)
		.replaceAll('"', "&quot;")
		.replaceAll("\t", "&#9;")
		.replaceAll("\n", "&#10;")
		.replaceAll("\r", "&#13;");
}

function indent(line: string): string {
	return `  ${line}`;
}
