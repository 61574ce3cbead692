import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NODE_REDS, NodeRedProcess, ROOT } from "../support/node-red-process.ts";
import { packTarball } from "../support/pack-tarball.ts";

const MODULE = "@meterway/node-red";
const nodeTypes = Object.keys(
	(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { "node-red": { nodes: object } })["node-red"].nodes,
);

interface NodeSet {
	readonly id: string;
	readonly module: string;
	readonly types: readonly string[];
	readonly enabled: boolean;
	readonly err?: string;
}

interface FlowNode {
	readonly id: string;
	readonly type: string;
}

const folder = mkdtempSync(join(tmpdir(), "mw-pack-"));
const tarball = packTarball(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the tarball stays below 1 MB", () => {
	expect(statSync(tarball).size).toBeLessThan(1_000_000);
});

describe.each(NODE_REDS)("installed into somebody's Node-RED $version", ({ version, entry, present }) => {
	if (!present) {
		test.skip(`Node-RED ${version} is not installed here`, () => undefined);
		return;
	}
	let host: NodeRedProcess;
	beforeAll(async () => {
		host = await NodeRedProcess.plain(entry);
		await host.request("POST", "/nodes", { body: { module: MODULE, url: tarball } });
	}, 180_000);
	afterAll(() => host.stop());

	const sets = async (): Promise<NodeSet[]> =>
		(JSON.parse(await host.request("GET", "/nodes")) as NodeSet[]).filter((set) => set.module === MODULE);

	test("every set loads without error and without a restart", async () => {
		const loaded = await sets();
		expect(loaded.flatMap((set) => set.types).toSorted()).toEqual(nodeTypes.toSorted());
		expect(loaded.filter((set) => set.err !== undefined || !set.enabled)).toEqual([]);
	});

	test("icons, both catalogues and help in both languages are served", async () => {
		for (const type of nodeTypes) {
			expect(await host.request("GET", `/icons/${MODULE}/${type}.svg`)).toContain("<svg");
			const english = JSON.parse(await host.request("GET", `/nodes/${MODULE}/${type}/messages?lng=en-US`)) as object;
			const german = JSON.parse(await host.request("GET", `/nodes/${MODULE}/${type}/messages?lng=de`)) as object;
			expect(Object.keys(german)).toEqual(Object.keys(english));
			expect(JSON.stringify(german)).not.toBe(JSON.stringify(english));
		}
		const forms = async (language: string): Promise<string> => {
			const response = await fetch(`${host.url}/nodes`, {
				headers: { accept: "text/html", "accept-language": language },
			});
			return response.text();
		};
		const [english, german] = [await forms("en-US"), await forms("de")];
		for (const type of nodeTypes) {
			expect(english).toContain(`data-template-name="${type}"`);
			expect(english).toContain(`data-help-name="${type}"`);
			expect(german).toContain(`data-help-name="${type}"`);
		}
		expect(german).toContain("Eingang");
	});

	test("every example imports with no unknown type and runs", async () => {
		const listed = JSON.parse(await host.request("GET", `/library/examples/flows/${MODULE}`)) as {
			readonly fn: string;
		}[];
		const names = listed.map(({ fn }) => fn);
		expect(names).toEqual(expect.arrayContaining(nodeTypes));
		for (const name of names) {
			const flow = JSON.parse(await host.request("GET", `/library/examples/flows/${MODULE}/${name}`)) as FlowNode[];
			host.output = "";
			await host.request("POST", "/flows", { body: flow });
			await host.outputMatches(/Started flows/);
			expect(host.output).not.toMatch(/missing types|Error: |TypeError|ReferenceError/);
		}
	}, 120_000);

	test("opens nothing by itself", async () => {
		await host.request("POST", "/flows", { body: [] });
		for (const path of ["/health", "/api/v1", "/login"]) expect((await fetch(host.url + path)).status).toBe(404);
	});

	test("uninstalls cleanly", async () => {
		await host.request("DELETE", `/nodes/${MODULE}`);
		expect(await sets()).toEqual([]);
	}, 60_000);
});
