import { showRowsOf, wholeNumber } from "../form.editor.ts";

/** `raw`, an environment variable in braces or an ISO 8601 duration such as PT15M. */
function isStep(value: unknown): boolean {
	const text = String(value ?? "");
	return /^(raw|\$\{[^}]+\}|P\d+[DWMY]|PT(?=.)(\d+H)?(\d+M)?(\d+S)?)$/.test(text);
}

/** The aggregate says nothing of raw readings, the greatest number of points and pages nothing of anything else. */
function showStepRows(): void {
	const isRaw = String($("#node-input-step").val()) === "raw";
	$(".mw-step-raw").toggle(isRaw);
	$(".mw-step-other").toggle(!isRaw);
}

RED.nodes.registerType("mw-history", {
	category: "meterway",
	color: "#8FC9BC",
	icon: "mw-history.svg",
	inputs: 1,
	outputs: 1,
	defaults: {
		name: { value: "" },
		site: { value: "", type: "mw-site", required: true },
		devices: { value: "" },
		datapoints: { value: "" },
		period: { value: "today" },
		count: { value: "24", validate: wholeNumber(1, 36_525) },
		step: { value: "PT15M", validate: isStep },
		aggregate: { value: "auto" },
		format: { value: "readings" },
		maxPoints: { value: "", validate: wholeNumber(2, 1_000_000) },
		stream: { value: false },
	},
	label() {
		return this.name || this._("mw-history.name");
	},
	labelStyle() {
		return this.name ? "node_label_italic" : "";
	},
	paletteLabel() {
		return this._("mw-history.name");
	},
	oneditprepare() {
		showRowsOf("#node-input-period", "mw-period-", ["hours", "days"]);
		$("#node-input-step").on("change", showStepRows);
		showStepRows();
	},
});
