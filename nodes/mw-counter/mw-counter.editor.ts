/** Empty, an environment variable in braces, or a number that is not negative. */
function isAmount(value: unknown): boolean {
	return /^$|^\$\{[^}]+\}$|^\d+([.,]\d+)?$/.test(String(value ?? "").trim());
}

RED.nodes.registerType("mw-counter", {
	category: "meterway",
	color: "#8FC9BC",
	icon: "mw-counter.svg",
	inputs: 1,
	outputs: 2,
	defaults: {
		name: { value: "" },
		site: { value: "", type: "mw-site", required: true },
		devices: { value: "" },
		datapoints: { value: "" },
		point: { value: "" },
		modulus: { value: "", validate: isAmount },
		maxPerHour: { value: "", validate: isAmount },
		start: { value: "", validate: isAmount },
	},
	label() {
		return this.name || String(this["point"] ?? "") || this._("mw-counter.name");
	},
	labelStyle() {
		return this.name ? "node_label_italic" : "";
	},
	paletteLabel() {
		return this._("mw-counter.name");
	},
	outputLabels(index) {
		return this._(index === 0 ? "mw-counter.output.counted" : "mw-counter.output.events");
	},
});
