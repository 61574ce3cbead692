RED.nodes.registerType("mw-log", {
	category: "meterway",
	color: "#8FC9BC",
	icon: "mw-log.svg",
	inputs: 1,
	outputs: 1,
	defaults: {
		name: { value: "" },
		site: { value: "", type: "mw-site", required: true },
	},
	label() {
		return this.name || this._("mw-log.name");
	},
	labelStyle() {
		return this.name ? "node_label_italic" : "";
	},
	paletteLabel() {
		return this._("mw-log.name");
	},
});
