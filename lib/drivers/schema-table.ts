/** One attribute of an element: the form of its value (`schema-forms.ts`) and whether it must be there. */
export interface AttributeRow {
	readonly name: string;
	readonly form: string;
	readonly required: boolean;
}

/** One child of an element, at its place in the order. */
export interface ChildRow {
	readonly name: string;
	readonly minimum: number;
	readonly maximum: number;
}

/** One element of a driver file; attributes are printed in this order. */
export interface ElementRow {
	readonly name: string;
	readonly text: boolean;
	readonly attributes: readonly AttributeRow[];
	readonly children: readonly ChildRow[];
}

const NAMING = [
	{ name: "name", form: "datapoint", required: true },
	{ name: "quantity", form: "quantity", required: false },
	{ name: "unit", form: "unit", required: false },
	{ name: "wire-unit", form: "unit", required: false },
	{ name: "scale", form: "scale", required: false },
	{ name: "modulus", form: "scale", required: false },
] as const satisfies readonly AttributeRow[];

/** The elements of a driver file; `drivers/driver.xsd` says the same for other programs. */
export const ELEMENTS = [
	{
		name: "driver",
		text: false,
		attributes: [
			{ name: "name", form: "driver", required: true },
			{ name: "protocol", form: "protocol", required: true },
			{ name: "title", form: "title", required: false },
			{ name: "rest", form: "rest", required: false },
		],
		children: [
			{ name: "note", minimum: 0, maximum: 1 },
			{ name: "detect", minimum: 1, maximum: 100 },
			{ name: "datapoint", minimum: 0, maximum: 1000 },
			{ name: "hide", minimum: 0, maximum: 1 },
			{ name: "manufacturer-data", minimum: 0, maximum: 1 },
			{ name: "test", minimum: 0, maximum: 100 },
		],
	},
	{ name: "note", text: true, attributes: [], children: [] },
	{
		name: "detect",
		text: false,
		attributes: [
			{ name: "manufacturer", form: "manufacturer", required: true },
			{ name: "version", form: "bytes", required: false },
			{ name: "medium", form: "bytes", required: false },
			{ name: "id", form: "ids", required: false },
		],
		children: [],
	},
	{
		name: "datapoint",
		text: false,
		attributes: NAMING,
		children: [{ name: "match", minimum: 1, maximum: 100 }],
	},
	{
		name: "match",
		text: false,
		attributes: [
			{ name: "vif", form: "vif", required: false },
			{ name: "unit", form: "unit", required: false },
			{ name: "data-field", form: "data-fields", required: false },
			{ name: "function", form: "function", required: false },
			{ name: "storage", form: "numbers", required: false },
			{ name: "tariff", form: "numbers", required: false },
			{ name: "subunit", form: "numbers", required: false },
			{ name: "occurrence", form: "numbers", required: false },
			{ name: "modifiers", form: "modifiers", required: false },
		],
		children: [],
	},
	{ name: "hide", text: false, attributes: [], children: [{ name: "match", minimum: 1, maximum: 100 }] },
	{
		name: "manufacturer-data",
		text: false,
		attributes: [],
		children: [{ name: "field", minimum: 1, maximum: 250 }],
	},
	{
		name: "field",
		text: false,
		attributes: [
			...NAMING,
			{ name: "offset", form: "offset", required: true },
			{ name: "length", form: "length", required: true },
			{ name: "type", form: "type", required: true },
			{ name: "order", form: "order", required: false },
		],
		children: [],
	},
	{
		name: "test",
		text: false,
		attributes: [{ name: "telegram", form: "telegrams", required: true }],
		children: [{ name: "reading", minimum: 0, maximum: 4000 }],
	},
	{
		name: "reading",
		text: false,
		attributes: [
			{ name: "datapoint", form: "reading", required: true },
			{ name: "value", form: "value", required: false },
			{ name: "unit", form: "unit", required: false },
			{ name: "quality", form: "quality", required: false },
			{ name: "reason", form: "reason", required: false },
		],
		children: [],
	},
] as const satisfies readonly ElementRow[];

/** One form of attribute value; `words: quantities` allows the quantities of the model as well. */
export interface FormRow {
	readonly form: string;
	readonly pattern: string;
	readonly words?: "quantities";
}

/** The forms of attribute values. Patterns are anchored when used and mean the same in XML Schema. */
export const FORMS = [
	{ form: "driver", pattern: "[a-z0-9]+(-[a-z0-9]+)*" },
	{ form: "protocol", pattern: "mbus" },
	{ form: "title", pattern: ".{1,100}" },
	{ form: "rest", pattern: "keep|hide" },
	{ form: "manufacturer", pattern: "[@-_]{3}" },
	{ form: "bytes", pattern: "[0-9A-F]{2}(\\.\\.[0-9A-F]{2})?( [0-9A-F]{2}(\\.\\.[0-9A-F]{2})?)*" },
	{ form: "ids", pattern: "[0-9A-F]{8}(\\.\\.[0-9A-F]{8})?( [0-9A-F]{8}(\\.\\.[0-9A-F]{8})?)*" },
	{ form: "datapoint", pattern: "[a-z]([a-z0-9@\\-]|\\{(storage|tariff|subunit)\\})*" },
	{ form: "reading", pattern: "[a-z][a-z0-9@~\\-]*" },
	{ form: "quantity", pattern: "x-[a-z0-9]+(-[a-z0-9]+)*", words: "quantities" },
	{ form: "unit", pattern: ".{0,255}" },
	{ form: "scale", pattern: "-?[0-9]{1,30}(\\.[0-9]{1,30})?" },
	{
		form: "vif",
		pattern: "([0-9A-F]{2}){1,11}(\\.\\.([0-9A-F]{2}){1,11})?( ([0-9A-F]{2}){1,11}(\\.\\.([0-9A-F]{2}){1,11})?)*",
		words: "quantities",
	},
	{ form: "data-fields", pattern: "[0-9A-F](\\.\\.[0-9A-F])?( [0-9A-F](\\.\\.[0-9A-F])?)*" },
	{ form: "function", pattern: "instantaneous|maximum|minimum|error|manufacturer|any" },
	{ form: "numbers", pattern: "any|[0-9]{1,13}(\\.\\.[0-9]{1,13})?( [0-9]{1,13}(\\.\\.[0-9]{1,13})?)*" },
	{ form: "modifiers", pattern: "[A-Za-z0-9\\-]+( [A-Za-z0-9\\-]+)*" },
	{ form: "offset", pattern: "[0-9]{1,3}" },
	{ form: "length", pattern: "[1-9][0-9]{0,2}" },
	{ form: "type", pattern: "unsigned|signed|bcd|real|text|hex" },
	{ form: "order", pattern: "lsb|msb" },
	{ form: "telegrams", pattern: "([0-9A-Fa-f]{2})+( ([0-9A-Fa-f]{2})+)*" },
	{ form: "value", pattern: "[\\s\\S]{0,1000}" },
	{ form: "quality", pattern: "good|uncertain|bad|estimated|substituted|backfilled" },
	{ form: "reason", pattern: "[a-z]+(-[a-z]+)*" },
] as const satisfies readonly FormRow[];
