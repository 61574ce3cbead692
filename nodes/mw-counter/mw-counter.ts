import type { Node, NodeAPI, NodeDef, NodeMessage } from "node-red";
import { parseDecimal } from "../../lib/model/decimal.ts";
import { Failure } from "../../lib/model/failure.ts";
import { Lazy } from "../lazy.ts";
import { readingsOf } from "../message-readings.ts";
import { type Handler, onInput, type Work } from "../on-input.ts";
import { checkedAtStart } from "../report-failure.ts";
import { showStatus } from "../status.ts";
import { siteNodeOf, useSite } from "../use-site.ts";
import { type Counted, Counting, type ExchangeOrder } from "./count-readings.ts";
import { CounterBook } from "./counter-book.ts";
import { counterConfigOf } from "./counter-config.ts";

interface CounterDef extends NodeDef {
	readonly site: string;
}

function decimalOrNull(value: unknown, field: string): string | null {
	if (value === undefined || value === null || value === "") return null;
	const text = String(value);
	if (parseDecimal(text) === null) throw new Failure("input", { field: `exchange.${field}`, value: text.slice(0, 40) });
	return text;
}

/** `msg.exchange`: the values of the old and the new meter, and when; the counter by its id and datapoint, or by `msg.topic`. */
function exchangeOf(
	exchange: unknown,
	topic: string | undefined,
	{ point, now }: { readonly point: string; readonly now: number },
): ExchangeOrder | null {
	if (exchange === undefined) return null;
	if (typeof exchange !== "object" || exchange === null) throw new Failure("input", { field: "exchange" });
	const { device, datapoint, end, start, time } = exchange as Record<string, unknown>;
	if (time !== undefined && !Number.isFinite(time)) throw new Failure("input", { field: "exchange.time" });
	return {
		device: String(device ?? (point === "" ? topic : point)),
		datapoint: datapoint === undefined ? null : String(datapoint),
		end: decimalOrNull(end, "end"),
		start: decimalOrNull(start, "start"),
		time: time === undefined ? now : Number(time),
	};
}

function sendCounted(
	{ telegram: _, ...message }: NodeMessage,
	{ readings, events }: Counted,
	send: Work["send"],
): void {
	for (const [device, payload] of readings) send([{ ...message, topic: device, device, payload }, null]);
	for (const event of events) send([null, { ...message, topic: event.device, device: event.device, payload: event }]);
}

/** Registers the node `mw-counter`. */
export default function register(RED: NodeAPI): void {
	RED.nodes.registerType("mw-counter", function (this: Node, def: CounterDef) {
		RED.nodes.createNode(this, def);
		showStatus(RED, this, ["ready", "ready"]);
		const settings = checkedAtStart(RED, this, () => ({
			siteNode: useSite(this, siteNodeOf(RED, def.site)),
			config: counterConfigOf({ ...def }),
		}));
		const opened = new Lazy(async () => {
			const { siteNode, config } = settings();
			const [site, log] = [await siteNode.openSite(), await siteNode.openLog()];
			const book = await CounterBook.open(site.state, await log.latest(), siteNode.clock);
			return { book, counting: new Counting(config, book) };
		});
		// The site stays open until what is counted is written.
		const closed = Promise.withResolvers<void>();
		if (settings.failure === null) void settings().siteNode.hold(closed.promise);

		const work: Handler = async ({ exchange, ...message }, { send }) => {
			const { siteNode, config } = settings();
			const { book, counting } = await opened.get();
			const order = exchangeOf(exchange, message.topic, { point: config.point, now: siteNode.clock.now() });
			const counted = order === null ? counting.count(readingsOf(message)) : counting.exchange(order);
			await book.save();
			const count = [...counted.readings.values()].reduce((sum, { length }) => sum + length, 0);
			showStatus(RED, this, ["active", "counted"], { count });
			sendCounted(message, counted, send);
			return undefined;
		};
		const closing = () => opened.free(({ book }) => book.save(true)).finally(closed.resolve);
		onInput(RED, this, work, { closing });
	});
}
