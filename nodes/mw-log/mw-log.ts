import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { systemClock } from "../../lib/model/system-clock.ts";
import { wholeNumberOf } from "../config-value.ts";
import { readingsOf } from "../message-readings.ts";
import { onInput } from "../on-input.ts";
import { checkedAtStart, tryAtStart } from "../report-failure.ts";
import { showStatus } from "../status.ts";
import { siteNodeOf } from "../use-site.ts";
import { Batch } from "./batch.ts";

interface LogDef extends NodeDef {
	readonly site: string;
}

/** Exports wait 5 s for the last readings of their period. */
const LONGEST_BATCH_MS = 4000;

/** The last meter of a round: nothing follows that would be worth waiting for. */
function endsRound({ round }: NodeMessage): boolean {
	const { done, total } = (round ?? {}) as { done?: unknown; total?: unknown };
	return typeof done === "number" && done === total;
}

/** Registers the node `mw-log`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-log", function (this: Node, config: LogDef) {
		RED.nodes.createNode(this, config);
		showStatus(RED, this, ["ready", "ready"]);
		const siteNode = checkedAtStart(RED, this, () => siteNodeOf(RED, config.site));
		const waitMs = tryAtStart(RED, this, () => wholeNumberOf({ ...config }, "batchMs", [0, LONGEST_BATCH_MS])) ?? 1000;
		const batch = new Batch(systemClock, waitMs, async (readings) => {
			const log = await siteNode().openLog();
			await log.append(readings);
			showStatus(RED, this, ["active", "kept"], { count: readings.length });
		});

		const input = onInput(
			RED,
			this,
			async (message) => {
				const written = siteNode().hold(batch.add(readingsOf(message)));
				if (endsRound(message)) batch.flush();
				await written;
				return message;
			},
			{ parallel: true },
		);
		input.whenClosing(() => batch.flush());
	});
}
