import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import type { MbusLine } from "../../lib/masters/mbus/line.ts";
import type { ScanOptions, ScanProgress, ScanResult } from "../../lib/masters/mbus/scan.ts";
import { scanPrimary } from "../../lib/masters/mbus/scan-primary.ts";
import { scanSecondary } from "../../lib/masters/mbus/scan-secondary.ts";
import { requiredNumber, textOf, wordOf } from "../config-value.ts";
import { onInput, type Work } from "../on-input.ts";
import { showStatus } from "../status.ts";
import { useLine } from "../use-line.ts";
import { addToSite, knowsMeters, reportOf } from "./scan-result.ts";

interface ScanDef extends NodeDef {
	readonly line: string;
	readonly addToSite: boolean;
	readonly onlyIfEmpty: boolean;
}

const ADDRESSES = [0, 250] as const;
/** More often than this nobody looks. */
const PROGRESS_MS = 500;

function scan(line: MbusLine, def: ScanDef, message: NodeMessage, options: ScanOptions): Promise<ScanResult> {
	const config = { ...def };
	const resume = textOf(message, "resume");
	const shared = { ...options, ...(resume === "" ? {} : { resume }) };
	if (wordOf(config, "method", ["secondary", "primary"]) === "primary") {
		const from = requiredNumber(config, "from", ADDRESSES);
		return scanPrimary(line, { ...shared, from, to: requiredNumber(config, "to", ADDRESSES) });
	}
	const mask = textOf(message, "mask") || textOf(config, "mask");
	const digitOrder = wordOf(config, "digitOrder", ["least", "most"]);
	const alphabet = wordOf(config, "alphabet", ["decimal", "hexadecimal"]);
	return scanSecondary(line, { ...shared, digitOrder, alphabet, ...(mask === "" ? {} : { mask }) });
}

/** Shows and sends how far the scan is, not more often than anybody can see. */
function progressTeller(RED: NodeAPI, node: Node, line: MbusLine, work: Work): (progress: ScanProgress) => void {
	const { clock } = line.settings;
	let last = Number.NEGATIVE_INFINITY;
	return ({ fraction, found, collisions, mask, selects }) => {
		if (clock.monotonic() - last < PROGRESS_MS && fraction < 1) return;
		last = clock.monotonic();
		const percent = Math.floor(fraction * 100);
		showStatus(RED, node, ["working", "scanning"], { percent, found });
		work.send([null, { topic: "progress", payload: { percent, found, collisions, at: mask, requests: selects } }]);
	};
}

/** Registers the node `mw-mbus-scan`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-mbus-scan", function (this: Node, config: ScanDef) {
		RED.nodes.createNode(this, config);
		const used = useLine(RED, this, config.line);

		const run = async (message: NodeMessage, work: Work) => {
			const { line, lineNode } = used();
			if (config.onlyIfEmpty && (await knowsMeters(lineNode))) {
				showStatus(RED, this, ["off", "skipped"]);
				return [{ ...message, payload: { found: [], added: 0, collisions: [], skipped: true, resume: null } }];
			}
			showStatus(RED, this, ["working", "scanning"], { percent: 0, found: 0 });
			const onProgress = progressTeller(RED, this, line, work);
			const result = await scan(line, config, message, { signal: work.signal, onProgress });
			const added = config.addToSite ? await addToSite(lineNode, result.found) : 0;
			showStatus(RED, this, ["active", "found"], { found: result.found.length });
			return [{ ...message, payload: { ...reportOf(result), added, skipped: false } }];
		};
		onInput(RED, this, run, { refuse: () => true });
	});
}
