function knownZone(value: unknown): boolean {
	const zone = String(value ?? "");
	if (zone === "" || zone.startsWith("${")) return true;
	try {
		return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}

RED.nodes.registerType("mw-site", {
	category: "config",
	defaults: {
		name: { value: "" },
		directory: { value: "" },
		timeZone: { value: "", validate: knownZone },
	},
	label() {
		return this.name || this._("mw-site.name");
	},
	oneditprepare() {
		for (const zone of Intl.supportedValuesOf("timeZone")) {
			$("#mw-site-time-zones").append($("<option>").attr("value", zone));
		}
	},
});
