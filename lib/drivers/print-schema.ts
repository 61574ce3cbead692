import { QUANTITIES } from "../model/quantity-table.ts";
import { type AttributeRow, type ChildRow, ELEMENTS, type ElementRow, FORMS, type FormRow } from "./schema-table.ts";

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
  <xs:element name="driver" type="driver-element"/>`;

/** The tables of the driver schema as XML Schema: what `drivers/driver.xsd` holds. */
export function printSchema(): string {
	const lines = [...ELEMENTS.flatMap(elementLines), ...FORMS.flatMap(formLines), ...quantityLines()];
	return `${[HEAD, ...lines.map((line) => `  ${line}`), "</xs:schema>"].join("\n")}\n`;
}

function elementLines({ name, text, attributes, children }: ElementRow): string[] {
	if (text)
		return [`<xs:simpleType name="${name}-element">`, `  <xs:restriction base="xs:string"/>`, "</xs:simpleType>"];
	return [
		`<xs:complexType name="${name}-element">`,
		...(children.length === 0 ? [] : ["  <xs:sequence>", ...children.map(childLine), "  </xs:sequence>"]),
		...attributes.map(attributeLine),
		"</xs:complexType>",
	];
}

function childLine({ name, minimum, maximum }: ChildRow): string {
	return `    <xs:element name="${name}" type="${name}-element" minOccurs="${minimum}" maxOccurs="${maximum}"/>`;
}

function attributeLine({ name, form, required }: AttributeRow): string {
	return `  <xs:attribute name="${name}" type="${form}"${required ? ' use="required"' : ""}/>`;
}

function formLines({ form, pattern, words }: FormRow): string[] {
	const restriction = ['<xs:restriction base="xs:string">', `  <xs:pattern value="${pattern}"/>`, "</xs:restriction>"];
	const lines =
		words === undefined
			? restriction
			: [
					`<xs:union memberTypes="${words}">`,
					...["<xs:simpleType>", ...restriction.map((line) => `  ${line}`), "</xs:simpleType>"].map(
						(line) => `  ${line}`,
					),
					"</xs:union>",
				];
	return [`<xs:simpleType name="${form}">`, ...lines.map((line) => `  ${line}`), "</xs:simpleType>"];
}

function quantityLines(): string[] {
	const words = QUANTITIES.map((quantity) => `    <xs:enumeration value="${quantity}"/>`);
	const restriction = ['  <xs:restriction base="xs:string">', ...words, "  </xs:restriction>"];
	return ['<xs:simpleType name="quantities">', ...restriction, "</xs:simpleType>"];
}
