import { randomUUID } from "node:crypto";
import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { Failure } from "../../lib/model/failure.ts";
import type { Reading } from "../../lib/model/reading.ts";
import type { ReadingLog } from "../../lib/store/reading-log.ts";
import type { SiteNode } from "../mw-site/mw-site.ts";
import { shortNumber } from "../number-text.ts";
import { onInput, type Work } from "../on-input.ts";
import { checkedAtStart } from "../report-failure.ts";
import { showStatus } from "../status.ts";
import { siteNodeOf, useSite } from "../use-site.ts";
import { answerRequest } from "./answer-request.ts";
import { payloadOf } from "./history-output.ts";
import { type HistoryRequest, requestOf } from "./history-request.ts";
import { type NamedSeries, selectSeries } from "./select-series.ts";

interface HistoryDef extends NodeDef {
	readonly site: string;
}

/** What the work on one message needs. */
interface Question {
	readonly log: ReadingLog;
	readonly request: HistoryRequest;
	readonly series: readonly NamedSeries[];
	readonly message: NodeMessage;
	readonly work: Work;
	/** Shows how far it is, 0–1. */
	progress(share: number): void;
}

/** All kept series, with the names that the site gives their devices. */
async function namedSeries(siteNode: SiteNode, log: ReadingLog): Promise<NamedSeries[]> {
	const devices = await (await siteNode.openSite()).devices.list();
	const names = new Map(devices.map(({ id, name }) => [id, name]));
	return (await log.series()).map((series) => ({ ...series, name: names.get(series.device) || series.device }));
}

async function* wantedPages({ log, request, series, work, progress }: Question): AsyncGenerator<Reading[]> {
	const keys = new Set(series.map(({ device, datapoint }) => `${device}\n${datapoint}`));
	const devices = [...new Set(series.map(({ device }) => device))];
	const datapoints = [...new Set(series.map(({ datapoint }) => datapoint))];
	const { from, to } = request.period;
	if (series.length === 0) return;
	for await (const page of log.pages({ from, to, devices, datapoints })) {
		if (work.signal.aborted) throw new Failure("cancelled");
		const wanted = page.filter(({ device, datapoint }) => keys.has(`${device}\n${datapoint}`));
		progress(((page.at(-1)?.time ?? from) - from) / (to - from));
		if (wanted.length > 0) yield wanted;
	}
}

/** Sends page after page, as one sequence that a join node puts together; resolves with the number of readings. */
async function stream(question: Question): Promise<number> {
	const { message, work, request } = question;
	const id = randomUUID();
	let [index, count] = [0, 0];
	let held: Reading[] | null = null;
	const send = (payload: readonly Reading[], isLast: boolean) => {
		const parts = { id, type: "array", index, ...(isLast ? { count: index + 1 } : {}) };
		work.send({ ...message, ...request.period, payload, parts, complete: isLast });
		index += 1;
	};
	// One behind: only then it is known which page is the last.
	for await (const page of wantedPages(question)) {
		if (held !== null) send(held, false);
		held = page;
		count += page.length;
	}
	send(held ?? [], true);
	return count;
}

/** The whole answer as one message. */
async function answer({ log, request, series, message, work, progress }: Question): Promise<NodeMessage> {
	const { period, format, zone } = request;
	const answers = await answerRequest(request, series, {
		log,
		signal: work.signal,
		onProgress: (done) => progress(done / series.length),
	});
	const payload = payloadOf(answers, format, zone);
	// A chart begins anew with every answer.
	const action = format === "chart" ? { action: "replace" } : {};
	return { ...message, ...period, ...action, payload };
}

/** Registers the node `mw-history`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-history", function (this: Node, def: HistoryDef) {
		RED.nodes.createNode(this, def);
		showStatus(RED, this, ["ready", "ready"]);
		const siteNode = checkedAtStart(RED, this, () => useSite(this, siteNodeOf(RED, def.site)));
		let shown = -1;
		const progress = (share: number) => {
			const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
			if (percent !== shown) showStatus(RED, this, ["working", "looking-up"], { percent });
			shown = percent;
		};
		const read = async (message: NodeMessage, work: Work): Promise<NodeMessage | undefined> => {
			const { timeZone } = await siteNode().openSite();
			const request = requestOf({ ...def }, message, { timeZone, now: siteNode().clock.now() });
			const log = await siteNode().openLog();
			const series = selectSeries(await namedSeries(siteNode(), log), request);
			const question: Question = { log, request, series, message, work, progress };
			progress(0);
			if (request.isStreamed && request.step === "raw") {
				const count = await stream(question);
				showStatus(RED, this, ["active", "looked-up"], { count: shortNumber(RED, count) });
				return undefined;
			}
			const answered = await answer(question);
			const count = (answered.payload as unknown[]).length;
			showStatus(RED, this, ["active", "looked-up"], { count: shortNumber(RED, count) });
			return answered;
		};
		onInput(RED, this, (message, work) => siteNode().hold(read(message, work)));
	});
}
