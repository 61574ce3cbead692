import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** The root of the checkout. */
export const ROOT = join(import.meta.dirname, "..");

/** One command of the test run: a script below the checkout and its arguments. */
export interface Step {
	readonly name: string;
	readonly script: string;
	readonly args: readonly string[];
}

/** Runs a step under this Node with its output shown; a line before and after says what and how long. */
export function runStep({ name, script, args }: Step): { name: string; passed: boolean } {
	const start = performance.now();
	console.log(`\n=== ${name}`);
	const { status } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
		cwd: ROOT,
		stdio: ["ignore", "inherit", "inherit"],
	});
	const passed = status === 0;
	console.log(`=== ${name}: ${passed ? "passed" : "FAILED"} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
	return { name, passed };
}
