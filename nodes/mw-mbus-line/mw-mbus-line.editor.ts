import { roundTime } from "../../lib/masters/mbus/round-time.ts";
import { showRowsOf, wholeNumber } from "../form.editor.ts";

const METERS = 250;
const MEDIAN_ANSWER_BYTES = 87;

function latencyMs(): number {
	const entered = String($("#node-config-input-latency").val());
	const usual = $("#node-config-input-transport").val() === "serial" ? 50 : 300;
	return /^\d+$/.test(entered) ? Number(entered) : usual;
}

function roundText(): string {
	const { leastMs, mostMs } = roundTime({
		meters: METERS,
		answerBytes: MEDIAN_ANSWER_BYTES,
		baudRate: Number($("#node-config-input-baudRate").val()),
		latencyMs: latencyMs(),
		nke: $("#node-config-input-nke").val() === "always",
	});
	return `${Math.round(leastMs / 1000)}–${Math.round(mostMs / 1000)} s`;
}

RED.nodes.registerType("mw-mbus-line", {
	category: "config",
	defaults: {
		name: { value: "" },
		site: { value: "", type: "mw-site", required: false },
		transport: { value: "tcp", required: true },
		host: { value: "" },
		port: { value: "10001", validate: wholeNumber(1, 65_535) },
		path: { value: "" },
		baudRate: { value: "2400", required: true },
		parity: { value: "even" },
		latency: { value: "", validate: wholeNumber(0, 60_000) },
		retries: { value: "2", validate: wholeNumber(0, 10) },
		nke: { value: "first" },
	},
	label() {
		if (this.name) return this.name;
		return this["transport"] === "serial" ? String(this["path"]) : `${this["host"]}:${this["port"]}`;
	},
	oneditprepare() {
		showRowsOf("#node-config-input-transport", "mw-line-transport-", ["tcp", "udp", "serial"]);
		const showRoundTime = () => {
			$("#mw-mbus-line-round-time").text(roundText());
		};
		for (const field of ["baudRate", "nke", "latency", "transport"]) {
			$(`#node-config-input-${field}`).on("change", showRoundTime);
		}
		showRoundTime();
	},
});
