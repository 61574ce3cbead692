import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareHome } from "../../lib/system/gateway-home.ts";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "mw-home-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function flowFile(name: string, nodes: unknown[]): string {
	const file = join(folder, `${name}.json`);
	writeFileSync(file, JSON.stringify(nodes));
	return file;
}

test("a first start copies the flows into one file that only the owner reads", () => {
	const home = join(folder, "a", "b");
	const { first } = prepareHome({ home, flowFiles: [flowFile("one", [{ id: "1" }]), flowFile("two", [{ id: "2" }])] });
	expect(first).toBe(true);
	expect(JSON.parse(readFileSync(join(home, "flows.json"), "utf8"))).toEqual([{ id: "1" }, { id: "2" }]);
	expect(statSync(join(home, "flows.json")).mode & 0o777).toBe(0o600);
	expect(statSync(join(home, "credential.secret")).mode & 0o777).toBe(0o600);
	expect(statSync(home).mode & 0o777).toBe(0o700);
});

test("a later start keeps the user's flows and the secret", () => {
	const home = join(folder, "home");
	const before = prepareHome({ home, flowFiles: [] });
	writeFileSync(join(home, "flows.json"), "[]");
	const after = prepareHome({ home, flowFiles: [flowFile("one", [{ id: "1" }])] });
	expect(after).toEqual({ credentialSecret: before.credentialSecret, first: false });
	expect(readFileSync(join(home, "flows.json"), "utf8")).toBe("[]");
});

test("two gateways have different secrets of 32 bytes", () => {
	const secrets = ["x", "y"].map((name) => prepareHome({ home: join(folder, name), flowFiles: [] }).credentialSecret);
	expect(new Set(secrets).size).toBe(2);
	for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/);
});
