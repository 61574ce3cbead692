import { Failure } from "../model/failure.ts";
import { QUANTITIES } from "../model/quantity-table.ts";
import { type AttributeRow, ELEMENTS, type ElementRow, FORMS, type FormRow } from "./schema-table.ts";
import type { XmlElement } from "./xml-tree.ts";

const ROWS = new Map<string, ElementRow>(ELEMENTS.map((row) => [row.name, row]));
const PATTERNS = new Map<string, RegExp>(FORMS.map((row) => [row.form, anchored(row)]));

/**
 * Checks an element and all below it against the table of elements; throws Failure `driver-schema` with what is wrong
 * (`problem`), where (`path`, `line`) and, for an attribute, its `value`.
 */
export function checkElement(element: XmlElement): void {
	const row = ROWS.get(element.name);
	if (row === undefined) throw schemaFailure(element, "unknown-element");
	for (const name of element.attributes.keys()) {
		if (!row.attributes.some((attribute) => attribute.name === name)) {
			throw schemaFailure(element, "unknown-attribute", name);
		}
	}
	for (const attribute of row.attributes) checkAttribute(element, attribute);
	if (!row.text && element.text !== "") throw schemaFailure(element, "text");
	checkChildren(element, row);
	for (const child of element.children) checkElement(child);
}

/** A Failure `driver-schema` that names an element or one of its attributes. */
export function schemaFailure(element: XmlElement, problem: string, attribute?: string): Failure {
	const { path, line } = element;
	if (attribute === undefined) return new Failure("driver-schema", { problem, path, line });
	const value = element.attributes.get(attribute) ?? null;
	return new Failure("driver-schema", { problem, path: `${path}/@${attribute}`, line, value });
}

function checkAttribute(element: XmlElement, { name, form, required }: AttributeRow): void {
	const value = element.attributes.get(name);
	if (value === undefined) {
		if (required) throw schemaFailure(element, "missing-attribute", name);
		return;
	}
	if (PATTERNS.get(form)?.test(value) !== true) throw schemaFailure(element, "wrong-value", name);
}

function checkChildren(element: XmlElement, row: ElementRow): void {
	let place = 0;
	for (const child of element.children) {
		const index = row.children.findIndex(({ name }) => name === child.name);
		if (index < 0) throw schemaFailure(child, "unknown-element");
		if (index < place) throw schemaFailure(child, "wrong-order");
		place = index;
	}
	for (const { name, minimum, maximum } of row.children) {
		const count = element.children.filter((child) => child.name === name).length;
		if (count < minimum) throw schemaFailure(element, `missing-element-${name}`);
		if (count > maximum) throw schemaFailure(element, `too-many-${name}`);
	}
}

function anchored({ pattern, words }: FormRow): RegExp {
	const alternatives = words === undefined ? [pattern] : [pattern, ...QUANTITIES];
	return new RegExp(`^(?:${alternatives.join("|")})$`, "u");
}
