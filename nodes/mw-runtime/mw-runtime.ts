import type { NodeAPI } from "node-red";
import type { FlowsState } from "../../lib/web/health.ts";

/** What the distribution's settings hand in; a palette user's settings have none of it. */
interface GatewaySettings {
	readonly meterway?: { readonly flows: FlowsState };
}

/** Brings the shared sentences to the editor and to every node; in the gateway distribution it also tells whether the flows run. */
export default function register(RED: NodeAPI): void {
	RED.plugins.registerPlugin("mw-runtime", { type: "meterway" });
	const flows = (RED.settings as unknown as GatewaySettings).meterway?.flows;
	if (flows === undefined) return;
	RED.events.on("flows:started", () => {
		flows.running = true;
	});
	RED.events.on("flows:stopped", () => {
		flows.running = false;
	});
}
