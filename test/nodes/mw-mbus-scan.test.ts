import { join } from "node:path";
import helper from "node-red-node-test-helper";
import { describe, expect, test } from "vitest";
import { openSite } from "../../lib/site/open-site.ts";
import read from "../../nodes/mw-mbus-read/mw-mbus-read.ts";
import scan from "../../nodes/mw-mbus-scan/mw-mbus-scan.ts";
import {
	type CaughtMessage,
	catching,
	type FlowNode,
	get,
	lineNode,
	load,
	message,
	messages,
	node,
	sink,
	siteNode,
	useLine,
	useNodeRed,
} from "./harness.ts";

const nodeRed = useNodeRed();
const simulated = useLine(3);

interface ScanMessage {
	readonly payload: {
		readonly found: readonly { readonly address: string; readonly device: { readonly serial: string } }[];
		readonly added: number;
		readonly skipped: boolean;
		readonly resume: string | null;
		readonly percent: number;
	};
}

function scanning(directory: string, properties: object = {}): FlowNode[] {
	const defaults = {
		method: "primary",
		from: "1",
		to: "4",
		mask: "",
		digitOrder: "least",
		alphabet: "decimal",
		addToSite: true,
		onlyIfEmpty: true,
	};
	return [
		siteNode(directory),
		lineNode(simulated.port()),
		node("scan", "mw-mbus-scan", { line: "line", ...defaults, wires: [["result"], ["progress"]], ...properties }),
		sink("result"),
		sink("progress"),
		node("read", "mw-mbus-read", {
			line: "line",
			address: "",
			addressType: "site",
			driver: "auto",
			wires: [["readings"]],
		}),
		sink("readings"),
		...catching(),
	];
}

describe("mw-mbus-scan", () => {
	test("finds meters by primary address, adds them to the site, and then they are read", async () => {
		await load([scan, read], scanning("primary"));
		const [result, progress] = [message("result"), message("progress")];
		get("scan").receive({ colour: "green" });
		const { payload, colour } = (await result) as unknown as ScanMessage & { colour: string };
		expect(payload.found.map(({ address }) => address)).toEqual(["1", "2", "3"]);
		expect(payload).toMatchObject({ added: 3, skipped: false, resume: null });
		expect(colour).toBe("green");
		expect(((await progress) as unknown as ScanMessage).payload.percent).toBeGreaterThan(0);
		const readings = messages("readings", 3);
		get("read").receive({});
		expect(await readings).toHaveLength(3);
		const skipped = message("result");
		get("scan").receive({});
		expect((await skipped).payload).toMatchObject({ skipped: true, found: [] });
		const site = await openSite({ directory: join(nodeRed.directory(), "primary") });
		expect(await site.devices.list({ bus: "line" })).toHaveLength(3);
		await site.close();
	});

	test("finds meters by their identification", async () => {
		await load(
			[scan],
			scanning("secondary", { method: "secondary", addToSite: false }).filter(({ type }) => type !== "mw-mbus-read"),
		);
		const result = message("result");
		get("scan").receive({});
		const { payload } = (await result) as unknown as ScanMessage;
		const serials = payload.found.map(({ device }) => device.serial).toSorted();
		expect(serials).toEqual(simulated.meters.map(({ identity }) => identity.id).toSorted());
	});

	test("hands over what it found when it is cancelled", async () => {
		await load(
			[scan],
			scanning("cancelled", { from: "1", to: "250", addToSite: false }).filter(({ type }) => type !== "mw-mbus-read"),
		);
		const [result, progress] = [message("result"), message("progress")];
		get("scan").receive({});
		await progress;
		get("scan").receive({ cancel: true });
		const { payload } = (await result) as unknown as ScanMessage;
		expect(payload.resume).not.toBeNull();
	});

	test("closes in the middle of a scan", async () => {
		await load([scan, read], scanning("closing", { from: "1", to: "250", addToSite: false, onlyIfEmpty: false }));
		const progress = message("progress");
		get("scan").receive({});
		await progress;
		const before = performance.now();
		await helper.unload();
		expect(performance.now() - before).toBeLessThan(2000);
	});

	test.each([
		[{ from: "300" }, "config"],
		[{ line: "nowhere" }, "config"],
		[{ method: "secondary", mask: "!" }, "input"],
	])("%o fails with %s", async (properties, code) => {
		await load(
			[scan],
			scanning("failing", properties).filter(({ type }) => type !== "mw-mbus-read"),
		);
		const caught = message<CaughtMessage>("caught");
		get("scan").receive({});
		expect((await caught).error.code).toBe(code);
	});
});
