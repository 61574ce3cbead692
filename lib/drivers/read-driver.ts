import type { FailureCode } from "../model/failure.ts";
import type { Quantity } from "../model/quantity.ts";
import type { Quality } from "../model/reading.ts";
import { checkElement, schemaFailure } from "./check-element.ts";
import type {
	DatapointName,
	DatapointRule,
	DetectRule,
	Driver,
	DriverTest,
	ExpectedReading,
	FieldType,
	ManufacturerField,
	MatchRule,
} from "./driver.ts";
import {
	failureCodeAttribute,
	hexRangesAttribute,
	modifiersAttribute,
	numberRangesAttribute,
	scaleAttribute,
	vifAttribute,
	wordAttribute,
} from "./read-attribute.ts";
import { readXml, type XmlElement } from "./xml-tree.ts";

/**
 * Reads a driver file. Throws Failure `driver-syntax` where it is no well-formed XML, `driver-schema` where an element,
 * attribute or value is not in its place; both with `line`, the second with `path` and `problem`.
 */
export function readDriver(xml: string): Driver {
	const root = readXml(xml);
	if (root.name !== "driver") throw schemaFailure(root, "unknown-element");
	checkElement(root);
	const datapoints = childrenOf(root, "datapoint");
	checkNames(datapoints);
	return {
		name: textOf(root, "name"),
		protocol: "mbus",
		title: root.attributes.get("title") ?? null,
		rest: wordAttribute<"keep" | "hide">(root, "rest"),
		note: childrenOf(root, "note")[0]?.text ?? null,
		detect: childrenOf(root, "detect").map(detectRule),
		datapoints: datapoints.map(datapointRule),
		hide: childrenOf(root, "hide").flatMap((hide) => hide.children.map(matchRule)),
		manufacturerData: childrenOf(root, "manufacturer-data").flatMap((data) => data.children.map(manufacturerField)),
		tests: childrenOf(root, "test").map(driverTest),
	};
}

function detectRule(element: XmlElement): DetectRule {
	return {
		manufacturer: textOf(element, "manufacturer"),
		version: hexRangesAttribute(element, "version"),
		medium: hexRangesAttribute(element, "medium"),
		id: hexRangesAttribute(element, "id"),
	};
}

function datapointRule(element: XmlElement): DatapointRule {
	return { ...datapointName(element), matches: element.children.map(matchRule) };
}

function datapointName(element: XmlElement): DatapointName {
	return {
		name: textOf(element, "name"),
		quantity: wordAttribute<Quantity>(element, "quantity"),
		unit: element.attributes.get("unit") ?? null,
		wireUnit: element.attributes.get("wire-unit") ?? null,
		scale: scaleAttribute(element, "scale"),
		modulus: scaleAttribute(element, "modulus"),
	};
}

function matchRule(element: XmlElement): MatchRule {
	return {
		vif: vifAttribute(element, "vif"),
		unit: element.attributes.get("unit") ?? null,
		dataField: hexRangesAttribute(element, "data-field"),
		function: wordAttribute<NonNullable<MatchRule["function"]>>(element, "function"),
		storage: numberRangesAttribute(element, "storage"),
		tariff: numberRangesAttribute(element, "tariff"),
		subunit: numberRangesAttribute(element, "subunit"),
		occurrence: numberRangesAttribute(element, "occurrence"),
		modifiers: modifiersAttribute(element, "modifiers"),
	};
}

function manufacturerField(element: XmlElement): ManufacturerField {
	const field = {
		...datapointName(element),
		offset: Number(textOf(element, "offset")),
		length: Number(textOf(element, "length")),
		type: wordAttribute<FieldType>(element, "type") ?? "hex",
		order: wordAttribute<"lsb" | "msb">(element, "order"),
	};
	const isReal = field.type !== "real" || field.length === 4 || field.length === 8;
	if (field.length > 252 || !isReal) throw schemaFailure(element, "wrong-value", "length");
	return field;
}

function driverTest(element: XmlElement): DriverTest {
	return {
		telegrams: textOf(element, "telegram").split(" "),
		readings: element.children.map(expectedReading),
	};
}

function expectedReading(element: XmlElement): ExpectedReading {
	const reason: FailureCode | null = failureCodeAttribute(element, "reason");
	return {
		datapoint: textOf(element, "datapoint"),
		value: element.attributes.get("value") ?? null,
		unit: element.attributes.get("unit") ?? null,
		quality: wordAttribute<Quality>(element, "quality"),
		reason,
	};
}

function checkNames(datapoints: readonly XmlElement[]): void {
	const names = new Set<string>();
	for (const datapoint of datapoints) {
		const name = textOf(datapoint, "name");
		if (names.has(name)) throw schemaFailure(datapoint, "duplicate-name", "name");
		names.add(name);
	}
}

function childrenOf(element: XmlElement, name: string): XmlElement[] {
	return element.children.filter((child) => child.name === name);
}

function textOf(element: XmlElement, attribute: string): string {
	return element.attributes.get(attribute) ?? "";
}
