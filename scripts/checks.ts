import type { Step } from "./run-step.ts";

/** Everything that is checked without running the product. */
export const STATIC_CHECKS: readonly Step[] = [
	{
		name: "format, lint, room borders",
		script: "node_modules/@biomejs/biome/bin/biome",
		args: ["check", "--error-on-warnings"],
	},
	{ name: "types", script: "node_modules/typescript/bin/tsc", args: ["-p", "tsconfig.json"] },
	{
		name: "types of the editor scripts",
		script: "node_modules/typescript/bin/tsc",
		args: ["-p", "tsconfig.editor.json"],
	},
	{ name: "dead code (knip)", script: "node_modules/knip/bin/knip.js", args: [] },
	{ name: "package (publint)", script: "node_modules/publint/src/cli.js", args: ["--strict"] },
];
