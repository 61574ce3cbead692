import { showRowsOf, wholeNumber } from "../form.editor.ts";

RED.nodes.registerType("mw-mbus-scan", {
	category: "meterway",
	color: "#8FC9BC",
	icon: "mw-mbus-scan.svg",
	inputs: 1,
	outputs: 2,
	defaults: {
		name: { value: "" },
		line: { value: "", type: "mw-mbus-line", required: true },
		method: { value: "secondary", required: true },
		from: { value: "0", validate: wholeNumber(0, 250) },
		to: { value: "250", validate: wholeNumber(0, 250) },
		mask: { value: "" },
		digitOrder: { value: "least" },
		alphabet: { value: "decimal" },
		addToSite: { value: true },
		onlyIfEmpty: { value: false },
	},
	label() {
		return this.name || this._("mw-mbus-scan.name");
	},
	labelStyle() {
		return this.name ? "node_label_italic" : "";
	},
	paletteLabel() {
		return this._("mw-mbus-scan.name");
	},
	outputLabels(index) {
		return this._(index === 0 ? "mw-mbus-scan.output.result" : "mw-mbus-scan.output.progress");
	},
	oneditprepare() {
		showRowsOf("#node-input-method", "mw-method-", ["primary", "secondary"]);
	},
});
