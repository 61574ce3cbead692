import { wholeNumber } from "../form.editor.ts";

RED.nodes.registerType("mw-mbus-read", {
	category: "meterway",
	color: "#8FC9BC",
	icon: "mw-mbus-read.svg",
	inputs: 1,
	outputs: 1,
	defaults: {
		name: { value: "" },
		line: { value: "", type: "mw-mbus-line", required: true },
		address: { value: "" },
		addressType: { value: "site" },
		driver: { value: "auto" },
		interval: { value: "", validate: wholeNumber(0, 2_678_400) },
		badReadings: { value: false },
	},
	label() {
		return this.name || this._("mw-mbus-read.name");
	},
	labelStyle() {
		return this.name ? "node_label_italic" : "";
	},
	paletteLabel() {
		return this._("mw-mbus-read.name");
	},
	outputLabels() {
		return this._("mw-mbus-read.output.readings");
	},
	oneditprepare() {
		const site = { value: "site", label: this._("mw-mbus-read.address.site"), hasValue: false };
		const list = { value: "str", label: this._("mw-mbus-read.address.list"), icon: "red/images/typedInput/az.svg" };
		$("#node-input-address").typedInput({
			default: "site",
			types: [site, list, "msg"],
			typeField: "#node-input-addressType",
		});
	},
});
