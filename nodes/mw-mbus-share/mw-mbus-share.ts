import type { Node, NodeAPI, NodeDef } from "node-red";
import type { MeterAnswer } from "../../lib/masters/mbus/read-meter.ts";
import { SharedGate } from "../../lib/masters/mbus/share.ts";
import type { ByteLink } from "../../lib/model/byte-link.ts";
import { toFailure } from "../../lib/model/failure.ts";
import { decodeTelegram } from "../../lib/protocols/mbus/telegram.ts";
import type { LineNode } from "../mw-mbus-line/mw-mbus-line.ts";
import { chooseDriver, meterMessage, zoneOf } from "../mw-mbus-read/meter-message.ts";
import { onClose } from "../on-close.ts";
import { openPort } from "../open-port.ts";
import { reportFailure, tryAtStart } from "../report-failure.ts";
import { showStatus } from "../status.ts";
import { takeLine } from "../use-line.ts";

interface ShareDef extends NodeDef {
	readonly line: string;
}

/** An answer that another master got, as if we had asked; null for one that says not from whom it is. */
function overheard(raw: Uint8Array): MeterAnswer | null {
	const telegram = decodeTelegram(raw);
	if (telegram.frame?.kind !== "long" || telegram.header === null) return null;
	const address = { kind: "primary", address: telegram.frame.address } as const;
	return { address, telegrams: [telegram], raw: [raw], durationMs: 0 };
}

/** Sends the readings of an answer that another master got. */
async function pass(node: Node, lineNode: LineNode, raw: Uint8Array): Promise<void> {
	const answer = overheard(raw);
	if (answer === null) return;
	const driver = chooseDriver(await lineNode.drivers(), "auto", answer);
	const time = lineNode.openLine().settings.clock.now();
	node.send(meterMessage(answer, driver, { time, ...zoneOf(lineNode, time) }));
}

/** Registers the node `mw-mbus-share`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-mbus-share", function (this: Node, config: ShareDef) {
		RED.nodes.createNode(this, config);
		let masters = 0;
		const show = () => showStatus(RED, this, ["active", "masters"], { count: masters });
		const used = tryAtStart(RED, this, () => takeLine(RED, this, config.line, show));
		if (used === null) return;
		const gate = new SharedGate(used.line, {
			onForeignTelegram: (raw) => {
				pass(this, used.lineNode, raw).catch((error: unknown) => reportFailure(RED, this, toFailure(error)));
			},
		});
		const attach = (link: ByteLink) => {
			const detach = gate.attach(link);
			const count = (change: number) => {
				masters += change;
				show();
			};
			count(1);
			link.listen({
				state: (state) => {
					if (state !== "closed") return;
					detach();
					count(-1);
				},
			});
		};
		openPort(RED, this, { config: { ...config }, onLink: attach, onOpen: show });
		onClose(RED, this, () => {
			gate.close();
			return Promise.resolve();
		});
	});
}
