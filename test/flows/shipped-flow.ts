import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { NodeAPI } from "node-red";
import counter from "../../nodes/mw-counter/mw-counter.ts";
import exporting from "../../nodes/mw-export/mw-export.ts";
import history from "../../nodes/mw-history/mw-history.ts";
import log from "../../nodes/mw-log/mw-log.ts";
import command from "../../nodes/mw-mbus-command/mw-mbus-command.ts";
import line from "../../nodes/mw-mbus-line/mw-mbus-line.ts";
import read from "../../nodes/mw-mbus-read/mw-mbus-read.ts";
import scan from "../../nodes/mw-mbus-scan/mw-mbus-scan.ts";
import share from "../../nodes/mw-mbus-share/mw-mbus-share.ts";
import slave from "../../nodes/mw-mbus-slave/mw-mbus-slave.ts";
import site from "../../nodes/mw-site/mw-site.ts";
import virtual from "../../nodes/mw-virtual/mw-virtual.ts";
import type { FlowNode } from "../nodes/harness.ts";

type Register = (RED: NodeAPI) => void;

const FOLDER = join(import.meta.dirname, "..", "..", "flows");
const CORE = [
	"common/20-inject",
	"common/21-debug",
	"common/60-link",
	"common/90-comment",
	"function/10-switch",
	"function/15-change",
];
const require = createRequire(import.meta.url);

/** Every node type of the pack. */
export const OWN_NODES: readonly Register[] = [
	...[command, counter, exporting, history, line, log],
	...[read, scan, share, site, slave, virtual],
];

/** The core nodes that our flows use, apart from Catch, which the test helper brings. */
export function coreNodes(): Register[] {
	return CORE.map((name) => require(`@node-red/nodes/core/${name}.js`) as Register);
}

/** The names of all shipped flows that need no dashboard. */
export const FLOW_NAMES: readonly string[] = readdirSync(FOLDER)
	.map((file) => file.replace(".json", ""))
	.filter((name) => !name.includes("dashboard"));

/** A flow of the folder `flows`. */
export function shippedFlow(name: string): FlowNode[] {
	return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as FlowNode[];
}
