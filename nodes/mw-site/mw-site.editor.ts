import { showRowsOf, wholeNumber } from "../form.editor.ts";

function knownZone(value: unknown): boolean {
	const zone = String(value ?? "");
	if (zone === "" || zone.startsWith("${")) return true;
	try {
		return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}

/** A random key, shown once so that it can be written down: without it nobody reads the readings again. */
function generateKey(): void {
	const bytes = crypto.getRandomValues(new Uint8Array(32));
	const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	$("#node-config-input-key").val(key);
	$("#mw-site-generated").val(key);
	$("#mw-site-generated-row").toggle(true);
}

RED.nodes.registerType("mw-site", {
	category: "config",
	defaults: {
		name: { value: "" },
		directory: { value: "" },
		timeZone: { value: "", validate: knownZone },
		flushSeconds: { value: "", validate: wholeNumber(0, 300) },
		quota: { value: "", validate: wholeNumber(1, 1_000_000) },
		quotaUnit: { value: "GB" },
		keepDays: { value: "", validate: wholeNumber(1, 36_525) },
		encryption: { value: "none" },
		keyFile: { value: "" },
	},
	credentials: { key: { type: "password" } },
	label() {
		return this.name || this._("mw-site.name");
	},
	oneditprepare() {
		for (const zone of Intl.supportedValuesOf("timeZone")) {
			$("#mw-site-time-zones").append($("<option>").attr("value", zone));
		}
		if (!this["quotaUnit"]) $("#node-config-input-quotaUnit").val("GB");
		if (!this["encryption"]) $("#node-config-input-encryption").val("none");
		showRowsOf("#node-config-input-encryption", "mw-encryption-", ["none", "key", "file"]);
		$("#node-config-input-encryption").on("change", () => {
			$("#mw-site-generated-row").toggle(false);
		});
		$("#mw-site-generated-row").toggle(false);
		$("#mw-site-generate").on("click", generateKey);
	},
});
