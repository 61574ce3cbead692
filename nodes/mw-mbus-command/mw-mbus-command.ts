import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { textOf } from "../config-value.ts";
import { onInput } from "../on-input.ts";
import { showStatus } from "../status.ts";
import { useLine } from "../use-line.ts";
import { runCommand } from "./run-command.ts";

interface CommandDef extends NodeDef {
	readonly line: string;
	readonly command: string;
	readonly address: string;
	readonly addressType: string;
	readonly value: string;
	readonly valueType: string;
}

/** Registers the node `mw-mbus-command`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-mbus-command", function (this: Node, config: CommandDef) {
		RED.nodes.createNode(this, config);
		const used = useLine(RED, this, config.line);
		const entered = (message: NodeMessage, field: "address" | "value"): unknown => {
			const type = config[`${field}Type`];
			return type === "msg" ? RED.util.getMessageProperty(message, config[field]) : config[field];
		};

		onInput(RED, this, async (message, { signal }) => {
			const { line } = used();
			showStatus(RED, this, ["working", "working"]);
			const name = textOf(message, "command") || config.command;
			const values = { address: entered(message, "address"), value: entered(message, "value") };
			const payload = await runCommand(name, { line, ...values, signal });
			showStatus(RED, this, ["active", "done"]);
			return { ...message, payload };
		});
	});
}
