import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { settlingTime } from "../../lib/exports/aggregate.ts";
import type { ExportedFile } from "../../lib/exports/run-export.ts";
import { Failure } from "../../lib/model/failure.ts";
import { textOf } from "../config-value.ts";
import { onInput, type Work } from "../on-input.ts";
import { checkedAtStart } from "../report-failure.ts";
import { showStatus } from "../status.ts";
import { siteNodeOf, useSite } from "../use-site.ts";
import { layoutOf, scheduleOf } from "./export-config.ts";
import { ExportJob } from "./export-job.ts";
import { runOnSchedule } from "./run-on-schedule.ts";

interface ExportDef extends NodeDef {
	readonly site: string;
}

function askedPeriod({ from, to }: NodeMessage): { from: number; to: number } | null {
	if (from === undefined && to === undefined) return null;
	if (typeof from !== "number" || typeof to !== "number" || from >= to)
		throw new Failure("input", { field: "from, to" });
	return { from, to };
}

function fileMessage(message: NodeMessage, { path, rows, from, to, bytes }: ExportedFile): NodeMessage {
	return { ...message, payload: path, rows, from, to, bytes };
}

/** Registers the node `mw-export`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-export", function (this: Node, def: ExportDef) {
		RED.nodes.createNode(this, def);
		const config = { ...def };
		showStatus(RED, this, ["ready", "ready"]);
		const settings = checkedAtStart(RED, this, () => ({
			siteNode: useSite(this, siteNodeOf(RED, def.site)),
			layout: layoutOf(config),
			datapoints: textOf(config, "datapoints"),
			directory: textOf(config, "directory"),
		}));
		const own = new WeakSet<NodeMessage>();

		const prepare = async (signal: AbortSignal) => {
			const { siteNode, ...rest } = settings();
			const [site, log] = [await siteNode.openSite(), await siteNode.openLog()];
			const { clock } = siteNode;
			const job = new ExportJob({ ...rest, site, log, clock, signal, job: `export:${this.id}` });
			return { job, clock, schedule: scheduleOf(config, site.timeZone) };
		};
		const run = async (message: NodeMessage, { signal, send }: Work) => {
			const { job, clock, schedule } = await prepare(signal);
			showStatus(RED, this, ["working", "exporting"]);
			let rows = 0;
			const tell = (file: ExportedFile) => {
				rows += file.rows;
				send(fileMessage(message, file));
			};
			if (own.has(message) && schedule !== null) await job.runDue(schedule, clock.now(), tell);
			else await job.runAsked(askedPeriod(message), clock.now(), tell);
			showStatus(RED, this, ["active", "exported"], { rows });
			return rows === 0 && !own.has(message) ? { ...message, payload: "", rows } : undefined;
		};
		const held = async (message: NodeMessage, work: Work) => {
			const { siteNode } = settings();
			return await siteNode.hold(siteNode.inTurn(() => run(message, work)));
		};
		const input = onInput(RED, this, held);
		if (settings.failure !== null) return;
		const { siteNode, layout } = settings();
		runOnSchedule(RED, this, {
			clock: siteNode.clock,
			schedule: async () => scheduleOf(config, (await siteNode.openSite()).timeZone),
			settlingMs: settlingTime(layout),
			due: () => {
				const message = { topic: "schedule", payload: "" };
				own.add(message);
				input.start(message);
			},
		});
	});
}
