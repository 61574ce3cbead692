/** The little of the editor that the forms need; the editor itself ships no types. */

/** What a form element offers (a small part of jQuery with Node-RED's widgets). */
interface FormElement {
	val(): unknown;
	val(value: unknown): FormElement;
	text(value: string): FormElement;
	toggle(visible: boolean): FormElement;
	on(event: string, listener: () => void): FormElement;
	trigger(event: string): FormElement;
	prop(name: string, value: unknown): FormElement;
	append(child: FormElement): FormElement;
	empty(): FormElement;
	attr(name: string, value: string): FormElement;
	find(selector: string): FormElement;
	each(visit: (index: number, element: unknown) => void): FormElement;
	editableList(options: object): FormElement;
	editableList(method: string, value?: unknown): FormElement;
	typedInput(options: object): FormElement;
	typedInput(method: string, value?: unknown): unknown;
}

/** A node in the editor: its properties, and `_`, which translates with the catalogue of its set. */
interface EditorNode {
	name: string;
	_(key: string, values?: Record<string, unknown>): string;
	[property: string]: unknown;
}

interface EditorProperty {
	value: unknown;
	required?: boolean;
	type?: string;
	validate?: (this: EditorNode, value: unknown) => boolean;
}

interface EditorDefinition {
	category: string;
	color?: string;
	icon?: string;
	align?: "left" | "right";
	inputs?: 0 | 1;
	outputs?: number;
	defaults: Record<string, EditorProperty>;
	/** Kept encrypted and apart from the flow. */
	credentials?: Record<string, { type: "text" | "password" }>;
	label?: () => string;
	labelStyle?: () => string;
	paletteLabel?: () => string;
	inputLabels?: () => string;
	outputLabels?: (index: number) => string;
	oneditprepare?: () => void;
	oneditsave?: () => void;
}

declare const RED: {
	nodes: {
		registerType(type: string, definition: EditorDefinition & ThisType<EditorNode>): void;
		node(id: string): EditorNode | null | undefined;
	};
};

declare function $(selector: string): FormElement;
