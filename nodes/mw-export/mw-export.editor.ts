import { showRowsOf, wholeNumber } from "../form.editor.ts";

/** Empty or an ISO 8601 duration such as PT15M. */
function isDuration(value: unknown): boolean {
	return /^$|^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?$|^P\d+M$/.test(String(value ?? ""));
}

RED.nodes.registerType("mw-export", {
	category: "meterway",
	color: "#8FC9BC",
	icon: "mw-export.svg",
	inputs: 1,
	outputs: 1,
	defaults: {
		name: { value: "" },
		site: { value: "", type: "mw-site", required: true },
		preset: { value: "csv-long", required: true },
		interval: { value: "", validate: isDuration },
		datapoints: { value: "" },
		changes: { value: "{}" },
		directory: { value: "" },
		schedule: { value: "minutes" },
		minutes: { value: "15", validate: wholeNumber(1, 1440) },
		cron: { value: "" },
	},
	label() {
		return this.name || this._("mw-export.name");
	},
	labelStyle() {
		return this.name ? "node_label_italic" : "";
	},
	paletteLabel() {
		return this._("mw-export.name");
	},
	oneditprepare() {
		$("#node-input-changes").typedInput({ default: "json", types: ["json"] });
		showRowsOf("#node-input-schedule", "mw-schedule-", ["none", "minutes", "cron"]);
	},
});
