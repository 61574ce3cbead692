import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { Failure } from "../../lib/model/failure.ts";
import { systemClock } from "../../lib/model/system-clock.ts";
import { wholeNumberOf } from "../config-value.ts";
import { readingsOf } from "../message-readings.ts";
import { onInput } from "../on-input.ts";
import { openPort } from "../open-port.ts";
import { checkedAtStart } from "../report-failure.ts";
import { showStatus } from "../status.ts";
import { SlaveBus } from "./slave-bus.ts";

interface SlaveDef extends NodeDef {
	readonly transport: string;
	readonly firstAddress: string;
}

function askedAddress({ address }: NodeMessage): number | null {
	if (address === undefined) return null;
	if (typeof address === "number") return address;
	throw new Failure("input", { field: "address" });
}

/** Registers the node `mw-mbus-slave`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-mbus-slave", function (this: Node, config: SlaveDef) {
		RED.nodes.createNode(this, config);
		const made = checkedAtStart(RED, this, () => {
			return new SlaveBus(systemClock, wholeNumberOf({ ...config }, "firstAddress", [1, 250]) ?? 1);
		});
		const show = () => showStatus(RED, this, ["active", "slaves"], { count: made().size });

		if (made.failure === null) {
			openPort(RED, this, {
				config: { ...config },
				onLink: (link, baudRate) => made().attach(link, baudRate),
				onOpen: show,
			});
		}
		onInput(RED, this, async (message) => {
			made().update(readingsOf(message), askedAddress(message));
			show();
			return await Promise.resolve(undefined);
		});
	});
}
