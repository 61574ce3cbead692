import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const ALL =
	"model protocols signals formulas drivers masters transports site store alarms exports delivery servers system web simulation cli".split(
		" ",
	);

/** Who may import whom, besides itself; `web` and `cli` may import every room. */
const ALLOWED: Record<string, readonly string[]> = {
	model: [],
	protocols: ["model"],
	signals: ["model"],
	formulas: ["model"],
	drivers: ["model", "protocols"],
	masters: ["model", "protocols", "signals", "drivers", "transports"],
	transports: ["model"],
	site: ["model"],
	store: ["model"],
	alarms: ["model"],
	exports: ["model"],
	delivery: ["model", "protocols"],
	system: ["model", "protocols"],
	servers: ["model", "protocols", "transports"],
	simulation: ["model", "protocols", "signals", "drivers", "transports", "servers"],
	web: ALL,
	cli: ALL,
};

const folder = mkdtempSync(join(tmpdir(), "mw-borders-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
	mkdirSync(dirname(join(folder, file)), { recursive: true });
	writeFileSync(join(folder, file), text);
}

/** The files in which the linter found a forbidden import. */
function refused(): Set<string> {
	const { stdout } = spawnSync(
		join(ROOT, "node_modules/.bin/biome"),
		["lint", "--only=style/noRestrictedImports", "--reporter=json", "--max-diagnostics=2000", "lib"],
		{ cwd: folder, encoding: "utf8", maxBuffer: 1e8 },
	);
	const report = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
		diagnostics: { location: { path: string | { file: string } } }[];
	};
	return new Set(report.diagnostics.map(({ location: { path } }) => (typeof path === "string" ? path : path.file)));
}

test("the linter refuses exactly the imports that cross a border", () => {
	const config = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8")) as Record<string, unknown>;
	write("biome.json", JSON.stringify({ ...config, $schema: undefined, root: true }));
	const expected = new Set<string>();
	for (const from of ALL) {
		for (const to of [...ALL, "node-red", "nodes"].filter((room) => room !== from)) {
			const file = `lib/${from}/to-${to}.ts`;
			const target = to === "node-red" ? "node-red" : to === "nodes" ? "../../nodes/x/x.ts" : `../${to}/thing.ts`;
			write(file, `import { thing } from "${target}";\nexport const copy = thing;\n`);
			if (!(ALLOWED[from] ?? []).includes(to)) expected.add(file);
		}
	}
	expect([...refused()].toSorted()).toEqual([...expected].toSorted());
});
