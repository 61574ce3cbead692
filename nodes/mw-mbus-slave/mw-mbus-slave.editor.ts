import { showRowsOf, wholeNumber } from "../form.editor.ts";

RED.nodes.registerType("mw-mbus-slave", {
	category: "meterway",
	color: "#8FC9BC",
	icon: "mw-mbus-slave.svg",
	align: "right",
	inputs: 1,
	outputs: 0,
	defaults: {
		name: { value: "" },
		transport: { value: "tcp", required: true },
		host: { value: "127.0.0.1" },
		port: { value: "10002", validate: wholeNumber(0, 65_535) },
		path: { value: "" },
		baudRate: { value: "2400" },
		parity: { value: "even" },
		firstAddress: { value: "1", validate: wholeNumber(1, 250) },
	},
	label() {
		return this.name || this._("mw-mbus-slave.name");
	},
	labelStyle() {
		return this.name ? "node_label_italic" : "";
	},
	paletteLabel() {
		return this._("mw-mbus-slave.name");
	},
	oneditprepare() {
		showRowsOf("#node-input-transport", "mw-transport-", ["tcp", "serial"]);
	},
});
