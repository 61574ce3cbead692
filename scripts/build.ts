/** Builds `dist/` and `examples/` from the sources: compiled code, node forms with their editor scripts, catalogues, help, icons, flows. */
import { spawnSync } from "node:child_process";
import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

async function folders(path: string): Promise<string[]> {
	const entries = await readdir(path, { withFileTypes: true });
	return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function compile(): void {
	const { status } = spawnSync(
		process.execPath,
		[join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"],
		{
			cwd: root,
			stdio: "inherit",
		},
	);
	if (status !== 0) process.exit(status ?? 1);
}

async function readIfThere(path: string): Promise<string | null> {
	return await readFile(path, "utf8").catch(() => null);
}

/** An editor script with what it imports, as one script for the browser. */
async function bundle(file: string): Promise<string> {
	const { outputFiles } = await build({
		entryPoints: [file],
		bundle: true,
		format: "iife",
		target: "es2022",
		write: false,
	});
	return outputFiles.map(({ text }) => text).join("\n");
}

/** Puts the rows that several forms share where a form asks for them: `<!-- include FILE -->`. */
async function withIncludes(form: string, type: string): Promise<string> {
	const [, file] = /<!-- include (\S+) -->/.exec(form) ?? [];
	if (file === undefined) return form;
	const rows = await readFile(join(root, "nodes", file), "utf8");
	return withIncludes(form.replace(`<!-- include ${file} -->`, rows.replaceAll("__type__", type).trim()), type);
}

/** The form and the editor script of a node, as the one html file that Node-RED looks for beside the code. */
async function buildForm(type: string): Promise<void> {
	const source = join(root, "nodes", type);
	const form = await readIfThere(join(source, `${type}.html`));
	if (form === null) return;
	const whole = await withIncludes(form, type);
	const code = await bundle(join(source, `${type}.editor.ts`));
	const html = [
		`<script type="text/html" data-template-name="${type}">\n${whole.trim()}\n</script>`,
		`<script type="text/javascript">\n${code.trim()}\n</script>\n`,
	].join("\n\n");
	await writeFile(join(dist, "nodes", type, `${type}.html`), html);
}

async function buildLanguage(type: string, language: string): Promise<void> {
	const source = join(root, "locales", language);
	const target = join(dist, "nodes", type, "locales", language);
	await mkdir(target, { recursive: true });
	const catalogue = join(source, `${type}.json`);
	if ((await readIfThere(catalogue)) !== null) await copyFile(catalogue, join(target, `${type}.json`));
	const help = await readIfThere(join(source, `${type}.md`));
	if (help === null) return;
	const html = `<script type="text/markdown" data-help-name="${type}">\n${help.trim()}\n</script>\n`;
	await writeFile(join(target, `${type}.html`), html);
}

async function buildNode(type: string): Promise<void> {
	await buildForm(type);
	for (const language of await folders(join(root, "locales"))) await buildLanguage(type, language);
	const icon = join(root, "icons", `${type}.svg`);
	if ((await readIfThere(icon)) === null) return;
	await mkdir(join(dist, "nodes", type, "icons"), { recursive: true });
	await copyFile(icon, join(dist, "nodes", type, "icons", `${type}.svg`));
}

await rm(dist, { recursive: true, force: true });
await rm(join(root, "examples"), { recursive: true, force: true });
compile();
await Promise.all((await folders(join(root, "nodes"))).map(buildNode));
await cp(join(root, "flows"), join(dist, "flows"), { recursive: true });
// A user directory without the dashboard's nodes could not import a dashboard page, so none is an example.
await cp(join(root, "flows"), join(root, "examples"), {
	recursive: true,
	filter: (file) => !file.endsWith("-dashboard.json"),
});
