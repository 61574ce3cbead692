import { parseFormula } from "../../lib/formulas/parse-formula.ts";
import { toFailure } from "../../lib/model/failure.ts";
import { QUANTITIES } from "../../lib/model/quantity-table.ts";
import { UNITS } from "../../lib/model/unit-table.ts";
import { showRowsOf, wholeNumber } from "../form.editor.ts";

interface InputRow {
	input: string;
	device: string;
	datapoint: string;
	missing: string;
	substitute: string;
}

const FIELDS = ["input", "device", "datapoint"] as const;
const RULES = ["none", "skip", "last", "value"] as const;

function isFormula(value: unknown): boolean {
	try {
		return parseFormula(String(value ?? "")).root !== null;
	} catch (error) {
		if (toFailure(error).code === "formula") return false;
		throw error;
	}
}

function areInputs(value: unknown): boolean {
	return Array.isArray(value) && value.every((row: Partial<InputRow>) => FIELDS.every((field) => row[field] !== ""));
}

/** What the formula is made of, or where it is wrong. */
function check(node: EditorNode): void {
	const text = String($("#node-input-formula").val());
	try {
		const { inputs } = parseFormula(text);
		$("#mw-virtual-check").text(node._("mw-virtual.check.inputs", { inputs: inputs.join(", ") }));
	} catch (error) {
		const { problem, at } = toFailure(error).details;
		const what = node._(`mw-virtual.problem.${String(problem)}`);
		$("#mw-virtual-check").text(node._("mw-virtual.check.wrong", { what, at: Number(at) + 1 }));
	}
}

function field(name: string, row: Partial<InputRow>, placeholder: string): FormElement {
	const element = $('<input type="text">').attr("class", `mw-virtual-${name}`).attr("placeholder", placeholder);
	element.attr("style", name === "device" ? "width: 32%" : "width: 20%; margin-right: 4px");
	element.val(row[name as keyof InputRow] ?? "");
	return element;
}

function addRow(node: EditorNode, container: FormElement, row: Partial<InputRow>): void {
	for (const name of FIELDS) container.append(field(name, row, node._(`mw-virtual.input.${name}`)));
	const rules = $("<select>").attr("class", "mw-virtual-missing").attr("style", "width: 24%; margin-left: 4px");
	for (const rule of RULES) {
		const option = $("<option>").attr("value", rule);
		option.text(node._(`mw-virtual.missing.${rule}`));
		rules.append(option);
	}
	rules.val(row.missing ?? "none");
	const substitute = field("substitute", row, node._("mw-virtual.input.substitute"));
	const update = () => {
		substitute.toggle(rules.val() === "value");
	};
	rules.on("change", update);
	container.append(rules);
	container.append(substitute);
	update();
}

function rowOf(element: unknown): InputRow {
	const text = (name: string) =>
		String(
			$(element as string)
				.find(`.mw-virtual-${name}`)
				.val() ?? "",
		).trim();
	return {
		input: text("input"),
		device: text("device"),
		datapoint: text("datapoint"),
		missing: text("missing"),
		substitute: text("substitute"),
	};
}

RED.nodes.registerType("mw-virtual", {
	category: "meterway",
	color: "#8FC9BC",
	icon: "mw-virtual.svg",
	inputs: 1,
	outputs: 1,
	defaults: {
		name: { value: "" },
		site: { value: "", type: "mw-site", required: false },
		device: { value: "", required: true },
		datapoint: { value: "", required: true },
		quantity: { value: "energy", required: true },
		unit: { value: "kWh" },
		formula: { value: "", required: true, validate: isFormula },
		inputs: { value: [], validate: areInputs },
		trigger: { value: "any" },
		period: { value: "900", validate: wholeNumber(1, 31_622_400) },
		maxAge: { value: "", validate: wholeNumber(1, 31_622_400) },
	},
	label() {
		return this.name || String(this["device"] ?? "") || this._("mw-virtual.name");
	},
	labelStyle() {
		return this.name ? "node_label_italic" : "";
	},
	paletteLabel() {
		return this._("mw-virtual.name");
	},
	oneditprepare() {
		for (const { symbol } of UNITS) $("#mw-virtual-units").append($("<option>").attr("value", symbol));
		for (const quantity of QUANTITIES) $("#mw-virtual-quantities").append($("<option>").attr("value", quantity));
		showRowsOf("#node-input-trigger", "mw-virtual-trigger-", ["any", "all", "period"]);
		const list = $("#mw-virtual-inputs");
		list.editableList({
			addItem: (container: FormElement, _index: number, row: Partial<InputRow>) => addRow(this, container, row),
			removable: true,
			sortable: true,
		});
		list.editableList("addItems", this["inputs"] ?? []);
		$("#node-input-formula").on("input", () => check(this));
		check(this);
	},
	oneditsave() {
		const rows: InputRow[] = [];
		$("#mw-virtual-inputs")
			.editableList("items")
			.each((_index, element) => {
				rows.push(rowOf(element));
			});
		this["inputs"] = rows;
	},
});
