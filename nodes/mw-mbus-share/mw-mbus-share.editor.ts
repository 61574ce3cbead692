import { showRowsOf, wholeNumber } from "../form.editor.ts";

RED.nodes.registerType("mw-mbus-share", {
	category: "meterway",
	color: "#8FC9BC",
	icon: "mw-mbus-share.svg",
	inputs: 0,
	outputs: 1,
	defaults: {
		name: { value: "" },
		line: { value: "", type: "mw-mbus-line", required: true },
		transport: { value: "tcp", required: true },
		host: { value: "127.0.0.1" },
		port: { value: "10001", validate: wholeNumber(0, 65_535) },
		path: { value: "" },
		baudRate: { value: "2400" },
		parity: { value: "even" },
	},
	label() {
		return this.name || this._("mw-mbus-share.name");
	},
	labelStyle() {
		return this.name ? "node_label_italic" : "";
	},
	paletteLabel() {
		return this._("mw-mbus-share.name");
	},
	outputLabels() {
		return this._("mw-mbus-share.output.overheard");
	},
	oneditprepare() {
		showRowsOf("#node-input-transport", "mw-transport-", ["tcp", "serial"]);
	},
});
