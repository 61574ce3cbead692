import { wholeNumber } from "../form.editor.ts";
import { type LineForm, lineRoundTime, secondsText } from "../round-time.editor.ts";

/** The most meters of the line that surely, or at best, fit into so many seconds. */
function fitting(line: LineForm, seconds: number): { surely: number; atBest: number } {
	const { leastMs, mostMs } = lineRoundTime(line, 1);
	return { surely: Math.floor((seconds * 1000) / mostMs), atBest: Math.floor((seconds * 1000) / leastMs) };
}

const DURATION = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/;

/** Seconds of a duration of the clock; null for any other schedule. */
function durationSeconds(text: string): number | null {
	const match = DURATION.exec(text.trim());
	if (match === null) return null;
	const [hours, minutes, seconds] = match.slice(1).map((digits) => Number(digits ?? 0));
	return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

/** Empty, an ISO 8601 duration, or a cron pattern as far as one can see; the node itself looks closer. */
function isSchedule(value: unknown): boolean {
	const text = String(value ?? "").trim();
	if (text === "" || /^P[1-9]\d*[DWMY]$/.test(text)) return true;
	const seconds = durationSeconds(text);
	if (seconds !== null) return seconds > 0 && seconds <= 86_400;
	return !text.startsWith("P") && text.split(/\s+/).length >= 5;
}

/** How long a round takes on the chosen line, and whether that fits into the interval. */
function roundTexts(node: EditorNode): string[] {
	const line = RED.nodes.node(String($("#node-input-line").val()));
	if (line === null || line === undefined) return [];
	const form = { baudRate: line["baudRate"], latency: line["latency"], transport: line["transport"], nke: line["nke"] };
	const isList = $("#node-input-address").typedInput("type") === "str";
	const list = String($("#node-input-address").typedInput("value") ?? "");
	const meters = isList ? list.split(/[\s,;]+/).filter((address) => address !== "").length : 1;
	const text = node._(meters > 1 ? "mw-mbus-read.tip.list" : "mw-mbus-read.tip.meter", {
		meters,
		seconds: secondsText(lineRoundTime(form, meters)),
	});
	const interval =
		durationSeconds(String($("#node-input-schedule").val() ?? "")) ?? Number($("#node-input-interval").val());
	if (!(interval > 0)) return [text];
	return [text, node._("mw-mbus-read.tip.interval", { interval, ...fitting(form, interval) })];
}

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
		schedule: { value: "", validate: isSchedule },
		jitter: { value: "", validate: wholeNumber(0, 86_400) },
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
		const showRoundTime = () => {
			const texts = roundTexts(this);
			$("#mw-mbus-read-round")
				.text(texts.join(" "))
				.toggle(texts.length > 0);
		};
		for (const field of ["line", "address", "interval", "schedule"])
			$(`#node-input-${field}`).on("change", showRoundTime);
		for (const field of ["interval", "schedule"]) $(`#node-input-${field}`).on("input", showRoundTime);
		showRoundTime();
	},
});
