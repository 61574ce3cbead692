import { showRowsOf } from "../form.editor.ts";

RED.nodes.registerType("mw-mbus-command", {
	category: "meterway",
	color: "#8FC9BC",
	icon: "mw-mbus-command.svg",
	inputs: 1,
	outputs: 1,
	defaults: {
		name: { value: "" },
		line: { value: "", type: "mw-mbus-line", required: true },
		command: { value: "set-address", required: true },
		address: { value: "address" },
		addressType: { value: "msg" },
		value: { value: "payload" },
		valueType: { value: "msg" },
	},
	label() {
		return this.name || this._(`mw-mbus-command.command.${String(this["command"] ?? "set-address")}`);
	},
	labelStyle() {
		return this.name ? "node_label_italic" : "";
	},
	paletteLabel() {
		return this._("mw-mbus-command.name");
	},
	oneditprepare() {
		const commands = ["set-address", "assign-addresses", "baud-rate", "reset", "raw"];
		showRowsOf("#node-input-command", "mw-command-", commands);
		const types = ["msg", "str", "num"];
		$("#node-input-address").typedInput({ default: "msg", types, typeField: "#node-input-addressType" });
		$("#node-input-value").typedInput({ default: "msg", types, typeField: "#node-input-valueType" });
	},
});
