import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NodeRedProcess, ROOT } from "../support/node-red-process.ts";
import { chromiumPresent, launch, openPage } from "./browser.ts";

interface FlowNode {
	readonly id: string;
	readonly type: string;
	/** The tab it is on; config nodes have none. */
	readonly z?: string;
}

/** The part of the editor's global that the test drives; evaluated in the page. */
interface EditorWindow {
	readonly RED: {
		readonly nodes: {
			node(id: string): object;
			eachNode(each: (node: FlowNode) => void): void;
			eachConfig(each: (node: FlowNode) => void): void;
		};
		readonly editor: { edit(node: object): void; editConfig(prefix: string, type: string, id: string): void };
		readonly tray: { close(): void };
		readonly workspaces: { show(tab: string): void };
	};
}

const examples = readdirSync(join(ROOT, "flows"))
	.filter((name) => name.startsWith("mw-"))
	.map((name) => JSON.parse(readFileSync(join(ROOT, "flows", name), "utf8")) as FlowNode[]);
const types = examples
	.flat()
	.map((node) => node.type)
	.filter((type, index, all) => type.startsWith("mw-") && all.indexOf(type) === index);

/** One node of every type of the pack, as the editor knows them. */
function nodesToOpen(page: Page): Promise<FlowNode[]> {
	return page.evaluate(() => {
		const { RED } = globalThis as unknown as EditorWindow;
		const byType = new Map<string, FlowNode>();
		const keep = ({ id, type, z = "" }: FlowNode): void => {
			if (type.startsWith("mw-") && !byType.has(type)) byType.set(type, { id, type, z });
		};
		RED.nodes.eachNode(keep);
		RED.nodes.eachConfig(keep);
		return [...byType.values()];
	});
}

/** Opens a node's form, as a double click does, and returns what a user reads on it. */
async function formTextOf(page: Page, node: FlowNode): Promise<{ text: string; invalid: number }> {
	await page.evaluate(({ id, type, z }) => {
		const { RED } = globalThis as unknown as EditorWindow;
		if (z) RED.workspaces.show(z);
		if (["mw-site", "mw-mbus-line"].includes(type)) RED.editor.editConfig("", type, id);
		else RED.editor.edit(RED.nodes.node(id));
	}, node);
	const form = page.locator(".red-ui-tray form").first();
	await form.waitFor({ state: "visible" });
	const text = await form.innerText();
	const invalid = await page.locator(".red-ui-tray .input-error:visible").count();
	await page.evaluate(() => (globalThis as unknown as EditorWindow).RED.tray.close());
	await page.locator(".red-ui-tray").first().waitFor({ state: "detached" });
	return { text, invalid };
}

describe.skipIf(!chromiumPresent)("the editor in Chromium (skipped without Debian's chromium)", () => {
	let gateway: NodeRedProcess;
	let browser: Browser;
	beforeAll(async () => {
		gateway = await NodeRedProcess.gateway({ METERWAY_SITE: "empty" });
		await gateway.request("POST", "/editor/flows", { body: examples.flat() });
		browser = await launch();
	});
	afterAll(async () => {
		await browser.close();
		await gateway.stop();
	});

	test.each([
		{ locale: "en-US", colorScheme: "light" as const },
		{ locale: "de", colorScheme: "dark" as const },
	])(
		"every form opens without a complaint and without a raw key in $locale",
		async ({ locale, colorScheme }) => {
			const { page, complaints } = await openPage(browser, { locale, colorScheme });
			await page.goto(`${gateway.url}/editor/`);
			await page.locator("#red-ui-palette .red-ui-palette-node").first().waitFor();
			await page.locator(".red-ui-flow-node").first().waitFor();
			const nodes = await nodesToOpen(page);
			expect(nodes.map((node) => node.type).toSorted()).toEqual(types.toSorted());
			for (const node of nodes) {
				const { text, invalid } = await formTextOf(page, node);
				expect(text.length).toBeGreaterThan(10);
				expect(text).not.toMatch(/mw-[a-z-]+\.[a-z]|\bundefined\b|\[object/);
				expect({ type: node.type, invalid }).toEqual({ type: node.type, invalid: 0 });
			}
			expect(complaints).toEqual([]);
			await page.context().close();
		},
		120_000,
	);
});
