import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { toFailure } from "../../lib/model/failure.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";
import { readingsOf } from "../message-readings.ts";
import type { SiteNode } from "../mw-site/mw-site.ts";
import { shortNumber } from "../number-text.ts";
import { onInput } from "../on-input.ts";
import { checkedAtStart } from "../report-failure.ts";
import { showStatus } from "../status.ts";
import { siteNodeOf, useSite } from "../use-site.ts";
import { authorOf, exchangeOf, substitutes } from "./manual-entry.ts";

interface LogDef extends NodeDef {
	readonly site: string;
}

/** The last meter of a round: nothing follows that would be worth waiting for. */
function endsRound({ round }: NodeMessage): boolean {
	const { done, total } = (round ?? {}) as { done?: unknown; total?: unknown };
	return typeof done === "number" && done === total;
}

/** Says how much is kept whenever the statistics are new. */
function keptStatus(RED: NodeAPI, node: Node, siteNode: () => SiteNode): (isFresh: boolean) => Promise<void> {
	let shown: unknown = null;
	return async (isFresh) => {
		const statistics = await siteNode().statistics();
		if (statistics === null || (statistics === shown && !isFresh)) return;
		shown = statistics;
		const { readings, waiting, writtenToday } = statistics;
		const values = {
			kept: shortNumber(RED, readings),
			waiting: shortNumber(RED, waiting),
			written: shortNumber(RED, writtenToday / 1e6),
		};
		showStatus(RED, node, ["active", waiting > 0 ? "log-waiting" : "log"], values);
	};
}

/** Keeps the readings of a message, or what somebody entered by hand. */
async function keep(log: ReadingLog, message: NodeMessage, now: boolean): Promise<number> {
	if (message["correct"] === true) return await log.correct(substitutes(readingsOf(message)), authorOf(message));
	return await log.append(readingsOf(message), { now });
}

/** Registers the node `mw-log`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-log", function (this: Node, config: LogDef) {
		RED.nodes.createNode(this, config);
		showStatus(RED, this, ["ready", "ready"]);
		const siteNode = checkedAtStart(RED, this, () => useSite(this, siteNodeOf(RED, config.site)));
		const showKept = keptStatus(RED, this, siteNode);
		let failed = false;
		let opened: ReadingLog | null = null;

		const tell = () => {
			// A status that cannot be shown is no reason to hold up readings.
			siteNode().hold(showKept(failed)).catch(toFailure);
			failed = false;
		};
		const work = async (message: NodeMessage, signal: AbortSignal): Promise<NodeMessage> => {
			const log = await siteNode().openLog();
			opened = log;
			if (message["exchange"] !== undefined) {
				await log.exchange(exchangeOf(message, siteNode().clock.now()));
				showStatus(RED, this, ["active", "exchanged"]);
				return message;
			}
			const count = await keep(log, message, signal.aborted || endsRound(message));
			if (message["correct"] !== true) {
				tell();
				return message;
			}
			showStatus(RED, this, ["active", "corrected"], { count });
			return { ...message, corrected: count };
		};
		const input = onInput(
			RED,
			this,
			async (message, { signal }) => {
				try {
					return await siteNode().hold(work(message, signal));
				} catch (error) {
					failed = true;
					throw error;
				}
			},
			{ parallel: true },
		);
		input.whenClosing(() => {
			// What waits for its commit is committed now; who waits for it hears of a failure.
			opened?.flush().catch(toFailure);
		});
	});
}
