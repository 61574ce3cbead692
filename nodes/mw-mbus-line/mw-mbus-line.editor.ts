import { showRowsOf, wholeNumber } from "../form.editor.ts";
import { lineRoundTime, secondsText } from "../round-time.editor.ts";

const METERS = 250;

function entered(field: string): unknown {
	return $(`#node-config-input-${field}`).val();
}

function roundText(): string {
	const form = {
		baudRate: entered("baudRate"),
		latency: entered("latency"),
		transport: entered("transport"),
		nke: entered("nke"),
	};
	return `${secondsText(lineRoundTime(form, METERS))} s`;
}

/** A field that only some ways to the bus need must be filled there; the form, while it is open, says which way it is. */
function filledFor(...transports: string[]): (this: EditorNode, value: unknown) => boolean {
	return function (value) {
		const transport = String(entered("transport") ?? this["transport"]);
		return !transports.includes(transport) || String(value ?? "").trim() !== "";
	};
}

RED.nodes.registerType("mw-mbus-line", {
	category: "config",
	defaults: {
		name: { value: "" },
		site: { value: "", type: "mw-site", required: false },
		transport: { value: "tcp", required: true },
		host: { value: "127.0.0.1", validate: filledFor("tcp", "udp") },
		port: { value: "10001", validate: wholeNumber(1, 65_535) },
		path: { value: "", validate: filledFor("serial") },
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
